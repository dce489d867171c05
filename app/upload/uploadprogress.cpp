#include "app/upload/uploadprogress.h"

#include <algorithm>

void UploadTally::count(const UploadRow &row, int times)
{
    if (row.state == UploadState::Unchanged || row.state == UploadState::Ignored)
        return;
    const bool isCommitted = row.state == UploadState::Committed;
    const bool isThere = row.state == UploadState::Sent || isCommitted;
    const bool isTroubled = row.state == UploadState::Failed || (isCommitted && !row.isConfirmed());
    files += times;
    filesDone += isThere ? times : 0;
    confirmed += isCommitted && row.isConfirmed() ? times : 0;
    troubled += isTroubled ? times : 0;
    bytes += times * row.size;
    sent += times * (isThere ? row.size : std::min(row.sent, row.size));
}

bool isOver(UploadStep step)
{
    return step == UploadStep::Done || step == UploadStep::Stopped || step == UploadStep::Failed;
}

bool UploadProgress::isConfirmed() const
{
    return step == UploadStep::Done && tally.confirmed == tally.files;
}

bool UploadProgress::isHeld() const
{
    return patience.cause == WaitCause::Offline || patience.cause == WaitCause::Sleep
        || mayStartNow();
}

bool UploadProgress::mayStartNow() const
{
    return patience.cause == WaitCause::Metered || patience.cause == WaitCause::Timetable;
}

void UploadProgress::setRows(const QList<UploadRow> &all)
{
    rows = all;
    tally = {};
    for (const UploadRow &row : all)
        tally.count(row, 1);
}

void UploadProgress::setRow(qsizetype i, const UploadRow &row)
{
    tally.count(rows.at(i), -1);
    tally.count(row, 1);
    rows[i] = row;
}

void UploadProgress::takeNews(const UploadProgress &news)
{
    QList<UploadRow> before = std::move(rows);
    const UploadTally sums = tally;
    *this = news;
    rows = std::move(before);
    tally = sums;
}
