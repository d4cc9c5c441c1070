#!/bin/sh
# P28, the sources: one place starts programs and nothing starts a shell; a format is a text of ours everywhere. Then the
# same look at a file that does all of this wrong, which it must find.
set -u
src=${WINLOSS_SRCDIR-.}
cc="${NOSHELL_CC-cc -DHAVE_CONFIG_H -I. -I$src -D_GNU_SOURCE -std=gnu17}"
fails=0 cases=0

case_of()
{
	cases=$((cases + 1))
	[ "$1" -eq 0 ] && return
	fails=$((fails + 1))
	echo "FAILS: $2" >&2
}

# Names that start a program or load code, called in any of the files, as FILE:LINE: TEXT; comments do not call.
starters()
{
	grep -nE '(^|[^a-zA-Z0-9_])(system|popen|wordexp|posix_spawnp?|exec(l|le|lp|v|ve|vp|vpe)|fexecve|dlopen) *\(' "$@" /dev/null |
		grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)'
}

# Formats that are not written where they are used, but for functions that the compiler checks as it does printf().
formats()
{
	for file; do
		$cc -fsyntax-only -Wformat -Wformat-security -Werror=format-nonliteral -Werror=format-security "$file" || return 1
	done
}

sources=$(find "$src/app" "$src/model" "$src/screens" -name '*.[ch]')
found=$(starters $sources)
[ "$(echo "$found" | grep -c .)" -eq 1 ] && echo "$found" | grep -q '/app/child\.c:.*execvp(words\[0\], words)'
case_of $? "programs are started in other places than app/child.c:
$found"
found=$(starters $(find "$src/model" "$src/screens" -name '*.[ch]') $(find "$src/app" -name '*.[ch]' ! -name child.c ! -name editor.c ! -name cli_team.c))
[ -z "$found" ]
case_of $? "$found"
found=$(grep -lE '(^|[^a-zA-Z0-9_])v?fork *\(' $sources | sed "s|^$src/||" | sort | tr '\n' ' ')
[ "$found" = "app/child.c app/cli_team.c app/editor.c " ]
case_of $? "processes are made in $found"
for file in $(echo "$sources" | grep '\.c$'); do
	formats "$file"
	case_of $? "$file has a format that is not a text of ours"
done

bad=$(mktemp -d) || exit 1
trap 'rm -rf "$bad"' EXIT
printf '#include <stdio.h>\n#include <stdlib.h>\nint a(const char *d);\nint a(const char *d)\n{\n\treturn system(d);\n}\n' >"$bad/shell.c"
printf '#include <stdio.h>\nint a(const char *d);\nint a(const char *d)\n{\n\treturn printf(d);\n}\n' >"$bad/format.c"
printf '#include <stdio.h>\nint a(const char *d);\nint a(const char *d)\n{\n\treturn printf(d, 1);\n}\n' >"$bad/formats.c"
[ -n "$(starters "$bad/shell.c")" ]
case_of $? "the look does not find system()"
for file in format formats; do
	! formats "$bad/$file.c" 2>/dev/null
	case_of $? "the look does not find a format that is data"
done
echo "PROMISE P28-sources cases=$cases fail=$fails"
[ "$fails" -eq 0 ]
