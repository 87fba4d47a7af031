"""The completion scripts of zsh and fish: they ask the program that is typed, which need not be on the PATH."""

from __future__ import annotations

from click.shell_completion import FishComplete, ZshComplete, add_completion_class

ZSH = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local kind value help
    local -a answers plain
    answers=("${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
%(complete_var)s=zsh_complete ${~words[1]} 2>/dev/null)}")
    for kind value help in $answers; do
        case $kind in
            plain) plain+=("$value") ;;
            dir) _path_files -/ ;;
            file) _path_files ;;
        esac
    done
    (( $#plain )) && compadd -V found -a plain
}
compdef %(complete_func)s %(prog_name)s
"""

FISH = """\
function %(complete_func)s
    set -l program (string replace -r '^~' $HOME (commandline -opc)[1])
    for answer in (COMP_WORDS=(commandline -cp) COMP_CWORD=(commandline -t) \
%(complete_var)s=fish_complete $program 2>/dev/null)
        set -l parts (string split -m 1 , $answer)
        switch $parts[1]
            case plain
                echo $parts[2]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments '(%(complete_func)s)'
"""


class _Zsh(ZshComplete):
    source_template = ZSH


class _Fish(FishComplete):
    source_template = FISH


def register() -> None:
    """Let click print these scripts."""
    for each in (_Zsh, _Fish):
        add_completion_class(each)
