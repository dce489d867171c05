#include "app/hub/revision.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

bool isHex(QStringView text, qsizetype length)
{
    return text.size() == length && std::ranges::all_of(text, [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

} // namespace

bool isSha1Hex(QStringView text)
{
    return isHex(text, 40);
}

bool isSha256Hex(QStringView text)
{
    return isHex(text, 64);
}

Revision::Revision()
    : m_name(u"main"_s)
{ }

std::optional<Revision> Revision::parse(QStringView text)
{
    constexpr qsizetype kMaxRevision = 255; // one file name under refs/
    const auto forbidden = [](QChar c) {
        return c.unicode() <= 0x20 || c.unicode() == 0x7f || QStringView(u"~^:?*[\\").contains(c);
    };
    if (text.isEmpty() || text.size() > kMaxRevision || std::ranges::any_of(text, forbidden)
        || text.contains(".."_L1) || text.contains("//"_L1) || text.contains("@{"_L1)
        || text.startsWith(u'/') || text.endsWith(u'/') || text.startsWith(u'.')
        || text.contains("/."_L1) || text.startsWith(u'-'))
        return {};
    Revision revision;
    revision.m_name = text.toString();
    return revision;
}

bool Revision::isCommit() const
{
    return isSha1Hex(m_name);
}

QString Revision::encoded() const
{
    return QString::fromLatin1(QUrl::toPercentEncoding(m_name));
}
