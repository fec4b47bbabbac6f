"""How well children of several lists are found again: invented persons whose truth is known, at several thresholds.

`python benchmarks/linkage.py [CHILDREN] [SEED]`; needs the extra `link`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "records"))

from invented_persons import LINKED, invented_rows, precision_and_recall, write_lists

from analyser.records import find_cases, read_records
from analyser.study import LinkSettings, RecordSettings, Study


def main(children: int, seed: int) -> None:
    rows = invented_rows(children, seed=seed)
    truth = {row.cells["Crime Ref"]: row.truth for row in rows}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_lists(rows, folder)
        for link in (None, LinkSettings(LINKED)):
            settings = RecordSettings(files=("*.csv",), link=link, columns={"victim_id": "Person Ref"})
            study = Study(folder, "Invented", records=settings)
            table = read_records(settings, folder)
            start = time.process_time()
            cases = find_cases(table, study)
            seconds = time.process_time() - start
            true = [truth[one] for one in cases.frame["record_id"]]
            numbers = {"by id": cases.frame["case"].to_numpy()} if not cases.linkage else cases.linkage.numbers
            for threshold, found in numbers.items():
                precision, recall = precision_and_recall(list(found), true)
                print(
                    f"{threshold!s:>6}: {len(set(found))} children of {len(set(true))} in {len(true)} rows, "
                    f"precision {precision:.4f}, recall {recall:.4f}"
                )
            print(f"        {seconds:.1f} s of one core")
            if cases.linkage:
                frame = cases.frame.assign(truth=true)
                missing = frame.groupby("truth")["case"].nunique().sum() - len(set(true))
                false = frame.groupby("case")["truth"].nunique().sum() - frame["case"].nunique()
                print(
                    f"        stated at {cases.linkage.threshold:g}: {cases.linkage.false_links} false and "
                    f"{cases.linkage.missed_links} missed; in truth {false} and {missing}"
                )


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(given[0] if given else 400, given[1] if len(given) > 1 else 1)
