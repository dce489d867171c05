#include "app/transfer/historyexport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

QString endWord(TransferState end) // of the file format: never translated
{
    return end == TransferState::Failed   ? u"failed"_s
        : end == TransferState::Cancelled ? u"cancelled"_s
                                          : u"done"_s;
}

QJsonObject receiptObject(const Receipt &receipt)
{
    QJsonObject object{{u"path"_s, receipt.path},
                       {u"state"_s, endWord(receipt.end)},
                       {u"fetched"_s, receipt.end == TransferState::Done && !receipt.wasThere}};
    const auto addText = [&object](QLatin1StringView name, const QString &text) {
        if (!text.isEmpty())
            object[name] = text;
    };
    addText("etag"_L1, QString::fromLatin1(receipt.blob));
    addText("sha256"_L1, receipt.sha256);
    addText("source"_L1, receipt.source);
    addText("note"_L1, receipt.note);
    if (receipt.size >= 0)
        object["size"_L1] = receipt.size;
    return object;
}

// As sha256sum writes names: a backslash in front when some are escaped.
QByteArray sumLine(const QString &sha256, const QString &path)
{
    QString name = path;
    name.replace(u'\\', u"\\\\"_s).replace(u'\n', u"\\n"_s).replace(u'\r', u"\\r"_s);
    return ((name == path ? QString() : u"\\"_s) + sha256 + u"  "_s + name + u'\n').toUtf8();
}

} // namespace

QByteArray HistoryExport::json(const QList<std::pair<HistoryEntry, QList<Receipt>>> &entries)
{
    QJsonArray all;
    for (const auto &[entry, receipts] : entries) {
        QJsonArray files;
        for (const Receipt &receipt : receipts)
            files << receiptObject(receipt);
        all << QJsonObject{{u"type"_s, apiSegment(entry.asked.request.repo.kind()).chopped(1)},
                           {u"repo"_s, entry.asked.request.repo.id()},
                           {u"revision"_s, entry.asked.request.revision.name()},
                           {u"commit"_s, entry.commit},
                           {u"endpoint"_s, entry.asked.endpoint.toString()},
                           {u"state"_s, endWord(entry.end)},
                           {u"begun"_s, entry.begun.toString(Qt::ISODate)},
                           {u"ended"_s, entry.ended.toString(Qt::ISODate)},
                           {u"activeSeconds"_s, double(entry.activeMs) / 1000},
                           {u"bytes"_s, entry.bytes},
                           {u"bytesFetched"_s, entry.fetched},
                           {u"averageBytesPerSecond"_s, qRound64(entry.average())},
                           {u"peakBytesPerSecond"_s, qRound64(entry.peak)},
                           {u"error"_s, entry.error},
                           {u"files"_s, files}};
    }
    return QJsonDocument(QJsonObject{{u"format"_s, u"hubnaut-receipts"_s},
                                     {u"version"_s, 1},
                                     {u"entries"_s, all}})
        .toJson();
}

QByteArray HistoryExport::sha256Sums(const QList<std::pair<HistoryEntry, QList<Receipt>>> &entries)
{
    QByteArray text;
    for (const auto &[entry, receipts] : entries) {
        text += u"# %1 %2\n"_s.arg(entry.asked.request.repo.id(), entry.commit).toUtf8();
        for (const Receipt &receipt : receipts) {
            if (receipt.end != TransferState::Done)
                continue;
            QString comment = receipt.path;
            comment.replace(u'\n', u' ').replace(u'\r', u' ');
            text += receipt.sha256.isEmpty() ? u"# not known: %1\n"_s.arg(comment).toUtf8()
                                             : sumLine(receipt.sha256, receipt.path);
        }
    }
    return text;
}

QString HistoryExport::text(const HistoryEntry &entry, const Receipt &receipt)
{
    QStringList lines{u"%1%2@%3"_s.arg(webPrefix(entry.asked.request.repo.kind()),
                                       entry.asked.request.repo.id(), entry.commit),
                      u"path: "_s + receipt.path, u"state: "_s + endWord(receipt.end)};
    const auto add = [&lines](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines << name + u": "_s + value;
    };
    add(u"etag"_s, QString::fromLatin1(receipt.blob));
    add(u"sha256"_s, receipt.sha256);
    add(u"size"_s, receipt.size >= 0 ? QString::number(receipt.size) : QString());
    add(u"source"_s, receipt.wasThere ? u"was there already"_s : receipt.source);
    add(u"note"_s, receipt.note);
    add(u"ended"_s, entry.ended.toString(Qt::ISODate));
    return lines.join(u'\n') + u'\n';
}
