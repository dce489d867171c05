#include "ui/window/transfertotals.h"

#include <algorithm>

TransferTotals TransferTotals::of(const TransferSnapshot &down,
                                  const std::map<qint64, UploadStatus> &up)
{
    TransferTotals totals{.count = down.running + down.waiting,
                          .hasPaused = down.paused > 0,
                          .done = down.done,
                          .total = down.total};
    for (const auto &[id, upload] : up) {
        const UploadProgress &progress = upload.progress;
        totals.hasPaused = totals.hasPaused || progress.step == UploadStep::Paused;
        if (isOver(progress.step) || progress.step == UploadStep::Paused)
            continue;
        const UploadTally &tally = progress.tally;
        totals.uploads += std::max(1, int(tally.files - tally.filesDone)); // one: its commit
        totals.done += tally.sent;
        const bool known = totals.total >= 0 && !progress.rows.isEmpty();
        totals.total = known ? totals.total + tally.bytes : -1;
    }
    totals.count += totals.uploads;
    return totals;
}
