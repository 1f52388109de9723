#!/usr/bin/env bash
# Checks the baselines and writes every report. The exit code of the check is kept for verdict.sh, so that the reports of a failed check
# are uploaded first. Annotations and the summary of the step are written by the tool itself.
set -euo pipefail

read -ra command <<< "${KOOPMAN_COMMAND:-dotnet koopman-assert}"
read -ra paths <<< "${KOOPMAN_PATHS:-.}"
reports=${KOOPMAN_REPORTS:-koopman-reports}
mkdir -p "$reports"

code=0
"${command[@]}" check "${paths[@]}" --report "$reports/koopman.sarif" --report "$reports/koopman.html" \
  --report "$reports/koopman.md" --report "$reports/koopman.json" || code=$?

if [[ -n ${GITHUB_OUTPUT:-} ]]; then
  echo "exit-code=$code" >> "$GITHUB_OUTPUT"
elif [[ -n ${TF_BUILD:-} ]]; then
  echo "##vso[task.setvariable variable=koopmanExitCode]$code"
fi
