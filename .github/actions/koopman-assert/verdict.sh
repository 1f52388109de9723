#!/usr/bin/env bash
# Ends with the exit code of the check; without one, the check did not end, and nothing passes silently.
set -euo pipefail

if [[ ! ${KOOPMAN_EXIT_CODE:-} =~ ^[0-9]+$ ]]; then
  echo "The check left no exit code." >&2
  exit 4
fi

exit "$KOOPMAN_EXIT_CODE"
