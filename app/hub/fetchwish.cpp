#include "app/hub/fetchwish.h"

#include "app/hub/patternset.h"
#include "app/text/shell.h"

using namespace Qt::StringLiterals;

QString hfCommandOf(const FetchWish &wish)
{
    QStringList words{u"hf"_s, u"download"_s, shellQuoted(wish.repo.id())};
    // Several names are read as patterns, a single one is not.
    for (const QString &path : wish.paths)
        words << shellQuoted(wish.paths.size() == 1 ? path : literalPattern(path));
    const auto option = [&words](const QString &name, const QString &value) {
        words << name + u'=' + shellQuoted(value);
    };
    switch (wish.repo.kind()) {
    case RepoKind::Model: break;
    case RepoKind::Dataset: option(u"--repo-type"_s, u"dataset"_s); break;
    case RepoKind::Space: option(u"--repo-type"_s, u"space"_s); break;
    }
    if (wish.revision != Revision())
        option(u"--revision"_s, wish.revision.name());
    for (const QString &pattern : wish.allow)
        option(u"--include"_s, pattern);
    for (const QString &pattern : wish.ignore)
        option(u"--exclude"_s, pattern);
    if (!wish.folder.isEmpty())
        option(u"--local-dir"_s, wish.folder);
    return words.join(u' ');
}
