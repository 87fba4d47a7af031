"""`make mutate`: how many weakenings `check` alone says something of, and which it cannot tell from what was there."""

from __future__ import annotations

from pathlib import Path

from tests.mutations.trying import newest_subjects, try_all
from tests.mutations.weakening import Weakening


def main() -> None:
    """Print a row a product, then each weakening that changes nothing that anybody may do."""
    same: list[str] = []
    for name, subject in newest_subjects(Path(__file__).resolve().parents[2]).items():
        said: dict[Weakening, bool] = {}
        sids: dict[Weakening, str] = {}
        for sid, weakening, differences in try_all(subject):
            said[weakening] = bool(differences)
            sids[weakening] = sid
        print(f"{name}: {len(said)} weakened, {sum(said.values())} said", flush=True)
        same += [
            f"{name} {'/'.join(each.place[1:])} {sids[each]}: {each.how}" for each, seen in said.items() if not seen
        ]
    print(f"{len(same)} change nothing that a policy allows or refuses:")
    for line in same:
        print(f"  {line}")


if __name__ == "__main__":
    main()
