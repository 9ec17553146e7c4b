#!/bin/sh
# Brings the vendored front-end files and the fonts anew, and checks them against the sums beside this script. Needs npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack htmx.org@4.0.1 --silent && tar xzf htmx.org-4.0.1.tgz)
sed '/sourceMappingURL/d' "$work/package/dist/htmx.min.js" >"$here/htmx.min.js"
sed '/sourceMappingURL/d' "$work/package/dist/ext/hx-ws.min.js" >"$here/hx-ws.min.js"
cp "$work/package/LICENSE" "$here/htmx.LICENSE"
fonts="$here/../fonts"
mkdir -p "$fonts"
for font in atkinson-hyperlegible-next bricolage-grotesque; do
  (cd "$work" && npm pack "@fontsource-variable/$font@5.3.0" --silent && tar xzf "fontsource-variable-$font-5.3.0.tgz")
  for part in latin latin-ext; do cp "$work/package/files/$font-$part-wght-normal.woff2" "$fonts/"; done
  cp "$work/package/LICENSE" "$fonts/$font.OFL.txt"
done
(cd "$here" && sha256sum -c SHA256SUMS)
