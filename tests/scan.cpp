// Prints what the Python client would answer to a scan of a cache, for tests that ask it the same.
// hubnaut-scan-test old|newest: each line of input is a cache's folder, each line of output a JSON
// object. Bytes are written as Latin-1, times as nanoseconds.

#include "app/cache/cacheledger.h"
#include "app/cache/pythonview.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

QString text(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes);
}

QString number(qint64 value) // JSON's are not exact
{
    return QString::number(value);
}

QJsonObject revisionJson(const PythonView::Revision &revision)
{
    QJsonArray refs;
    for (const QByteArray &ref : revision.refs)
        refs << text(ref);
    QJsonArray files;
    for (const PythonView::File &file : revision.files)
        files << QJsonArray{text(file.path), text(file.blobPath), number(file.size),
                            number(file.accessedNs), number(file.modifiedNs)};
    return {{u"commit"_s, text(revision.commit)},
            {u"refs"_s, refs},
            {u"files"_s, files},
            {u"size"_s, number(revision.size)},
            {u"modified"_s, number(revision.modifiedNs)}};
}

QJsonObject viewJson(const PythonView &view)
{
    QJsonArray repos;
    for (const PythonView::Repo &repo : view.repos) {
        QJsonArray revisions;
        for (const PythonView::Revision &revision : repo.revisions)
            revisions << revisionJson(revision);
        repos << QJsonObject{{u"folder"_s, text(repo.folder)},
                             {u"id"_s, text(repo.id)},
                             {u"type"_s, text(repo.type)},
                             {u"revisions"_s, revisions},
                             {u"size"_s, number(repo.size)},
                             {u"files"_s, number(repo.files)},
                             {u"accessed"_s, number(repo.accessedNs)},
                             {u"modified"_s, number(repo.modifiedNs)}};
    }
    QJsonArray warnings;
    for (const PythonView::Warning &warning : view.warnings)
        warnings << QJsonArray{text(warning.folder), int(warning.kind)};
    QJsonArray unfinished;
    for (const auto &[path, size] : view.unfinished)
        unfinished << QJsonArray{text(path), number(size)};
    return {{u"repos"_s, repos},
            {u"warnings"_s, warnings},
            {u"unfinished"_s, unfinished},
            {u"size"_s, number(view.size)}};
}

} // namespace

int main(int argc, char **argv)
{
    const bool isOld = argc > 1 && QByteArrayView(argv[1]) == "old";
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return 2;
    while (true) {
        const QByteArray line = input.readLine();
        if (line.isEmpty())
            return 0;
        const std::atomic_bool stopped = false;
        const auto root = CacheWalk::open(QFile::decodeName(line.chopped(1)));
        if (!root)
            return 1;
        CacheParts parts{.root = {}, .hasStore = root->hasStore, .repos = {}, .store = {}};
        parts.store = CacheWalk::readStore(*root, stopped);
        for (const QByteArray &name : CacheWalk::reposIn(*root))
            if (auto reading = CacheWalk::readRepo(*root, name, stopped))
                parts.repos.insert(name, *reading);
        const PythonView view
            = PythonView::of(scanOf(parts), root->path,
                             isOld ? PythonView::Client::Old : PythonView::Client::Newest);
        const QByteArray json = QJsonDocument(viewJson(view)).toJson(QJsonDocument::Compact);
        printf("%s\n", json.constData());
        fflush(stdout);
    }
}
