#!/usr/bin/env bash
# Fuzzes one reader, and prints how many files it was given, how many edges of the code they reached, and what was found.
#
#   tests/KoopmanAssert.Fuzz/run.sh TARGET [SECONDS [EXECUTIONS]]
#
# It ends after SECONDS (1200) or EXECUTIONS (1000000), whichever is first. Files with findings are in artifacts/fuzz/TARGET.
set -euo pipefail
target=${1:?"which target?"} seconds=${2:-1200} executions=${3:-1000000}
here=$(cd "$(dirname "$0")" && pwd) root=$(cd "$(dirname "$0")/../.." && pwd)
work=$root/artifacts/fuzz/$target
command -v afl-fuzz >/dev/null || { echo "AFL++ is not installed: apt-get install afl++" >&2; exit 2; }
# No collector for what a killed process leaves, and no folder of a disk for the files that readers take by their paths.
memory=/dev/shm
[ -d "$memory" ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$memory/koopman-fuzz-XXXXXX")
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR DOTNET_EnableDiagnostics=0 DOTNET_TieredPGO=0

rm -rf "$work"
mkdir -p "$work"
(cd "$here" && dotnet tool restore >/dev/null)
dotnet build -c Release "$here" -v quiet -nologo
cp -r "$here/bin/Release/net10.0" "$work/program"
dotnet "$work/program/KoopmanAssert.Fuzz.dll" seeds "$target" "$work/seeds"
for assembly in KoopmanAssert koopman-assert KoopmanAssert.MSBuild StbImageSharp; do
  (cd "$here" && dotnet sharpfuzz "$work/program/$assembly.dll")
done

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
dictionary=()
case $target in
  baseline | part | worker | cache | diagnostic) dictionary=(-x "$here/json.dict") ;;
esac
# The decoder of images works on pointers: a write beyond its memory shall end the process, not change other memory.
checked=$(find /lib /usr/lib -name libc_malloc_debug.so.0 2>/dev/null | head -n 1)
[ "$target" != image ] || [ -z "$checked" ] || export AFL_PRELOAD=$checked MALLOC_CHECK_=3
afl-fuzz -i "$work/seeds" -o "$work/out" -V "$seconds" -E "$executions" -t 5000 -m none "${dictionary[@]}" \
  -- dotnet "$work/program/KoopmanAssert.Fuzz.dll" fuzz "$target" >"$work/afl.log" 2>&1 || { tail -n 20 "$work/afl.log"; exit 1; }

stat() { sed -n "s/^$1 *: //p" "$work/out/default/fuzzer_stats"; }
echo "$target: $(stat execs_done) executions in $(stat run_time) s, $(stat edges_found) edges," \
  "$(stat saved_crashes) findings, $(stat saved_hangs) hangs"
for file in "$work"/out/default/{crashes,hangs}/id*; do
  [ ! -f "$file" ] || LD_PRELOAD=${AFL_PRELOAD:-} timeout 60 dotnet "$here/bin/Release/net10.0/KoopmanAssert.Fuzz.dll" replay "$target" "$file" \
    || [ $? -eq 1 ] || echo "FINDING $file: The process was ended, by itself or after a minute."
done >"$work/findings.log" 2>&1
sed -n 's/^FINDING [^ ]* /  /p' "$work/findings.log" | sort | uniq -c
