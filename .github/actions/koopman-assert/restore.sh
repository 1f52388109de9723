#!/usr/bin/env bash
# Restores the tool from the manifest of the repository, unless another command runs it.
set -euo pipefail

if [[ ${KOOPMAN_COMMAND:-dotnet koopman-assert} == "dotnet koopman-assert" ]]; then
  dotnet tool restore
fi
