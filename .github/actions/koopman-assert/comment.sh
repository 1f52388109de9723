#!/usr/bin/env bash
# Comments on the pull request; a later run replaces the comment of an earlier one.
set -euo pipefail

report="${KOOPMAN_REPORTS:-koopman-reports}/koopman.md"
gh pr comment "$KOOPMAN_PULL_REQUEST" --body-file "$report" --edit-last --create-if-none
