#include "app/cache/cleaning.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr char kFirstLine[] = "quarantine 1\n";

// A name may be any bytes.
QByteArray word(const QByteArray &name)
{
    return name.isEmpty() ? QByteArray("-") : name.toPercentEncoding("/", "-");
}

QByteArray nameOf(const QByteArray &word)
{
    return word == "-" ? QByteArray() : QByteArray::fromPercentEncoding(word);
}

} // namespace

QByteArray Cleaning::toJson() const
{
    return QJsonDocument(QJsonObject{{u"state"_s, int(state)},
                                     {u"what"_s, what},
                                     {u"bytes"_s, bytes},
                                     {u"repos"_s, repos},
                                     {u"revisions"_s, revisions},
                                     {u"files"_s, files},
                                     {u"contents"_s, contents},
                                     {u"at"_s, atMs},
                                     {u"until"_s, untilMs}})
        .toJson(QJsonDocument::Compact);
}

std::optional<Cleaning> Cleaning::fromJson(const QByteArray &json)
{
    const QJsonObject o = QJsonDocument::fromJson(json).object();
    const int state = o["state"_L1].toInt(-1);
    if (state < 0 || state > int(State::Freed))
        return {};
    return Cleaning{.id = {},
                    .state = State(state),
                    .what = o["what"_L1].toString(),
                    .bytes = o["bytes"_L1].toInteger(),
                    .repos = o["repos"_L1].toInteger(),
                    .revisions = o["revisions"_L1].toInteger(),
                    .files = o["files"_L1].toInteger(),
                    .contents = o["contents"_L1].toInteger(),
                    .atMs = o["at"_L1].toInteger(),
                    .untilMs = o["until"_L1].toInteger()};
}

QByteArray CleaningManifest::toBytes() const
{
    QByteArray all = kFirstLine;
    for (const CleaningMove &move : moves)
        all += "move " + word(move.base) + ' ' + word(move.path) + '\n';
    for (const CleaningFolder &folder : folders)
        all += "folder " + word(folder.base) + ' ' + word(folder.path) + ' '
            + QByteArray::number(folder.modifiedNs) + ' ' + QByteArray::number(folder.inode) + ' '
            + folder.digest + '\n';
    return all;
}

std::optional<CleaningManifest> CleaningManifest::fromBytes(const QByteArray &bytes)
{
    if (!bytes.startsWith(kFirstLine))
        return {};
    CleaningManifest manifest;
    for (const QByteArray &line : bytes.split('\n').sliced(1)) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() == 3 && words.at(0) == "move")
            manifest.moves << CleaningMove{nameOf(words.at(1)), nameOf(words.at(2))};
        else if (words.size() == 6 && words.at(0) == "folder")
            manifest.folders << CleaningFolder{nameOf(words.at(1)), nameOf(words.at(2)),
                                               words.at(3).toLongLong(), words.at(4).toULongLong(),
                                               words.at(5)};
        else if (!line.isEmpty())
            return {};
    }
    const auto isPlain = [](const auto &each, bool mayBeEmpty) {
        return (each.base.isEmpty() || (isPlainPath(each.base) && !each.base.contains('/')))
            && ((mayBeEmpty && each.path.isEmpty()) || isPlainPath(each.path));
    };
    for (const CleaningMove &move : std::as_const(manifest.moves))
        if (!isPlain(move, false))
            return {};
    for (const CleaningFolder &folder : std::as_const(manifest.folders))
        if (!isPlain(folder, true))
            return {};
    return manifest;
}

bool isPlainPath(const QByteArray &path)
{
    const QList<QByteArray> names = path.split('/');
    return !path.contains('\0') && std::ranges::none_of(names, [](const QByteArray &name) {
        return name.isEmpty() || name == "." || name == "..";
    });
}

QByteArray digestOfNames(QList<QByteArray> names)
{
    erase_if(names, [](const QByteArray &name) { return name.endsWith(".lock"); });
    std::ranges::sort(names);
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const QByteArray &name : std::as_const(names))
        hash.addData(name + '\0');
    return hash.result().toHex();
}
