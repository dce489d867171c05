#include "ui/repo/repotitle.h"

#include "app/text/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace {

const QString kTitleSlash = u" / "_s;
constexpr int kTitleSlack = 8; // advances are rounded, part by part

} // namespace

RepoTitle::RepoTitle(RepoId repo, QWidget *parent)
    : QWidget(parent)
    , m_repo(std::move(repo))
    , m_owner(m_repo.owner().isEmpty() ? QString() : SafeText::repoName({}, m_repo.owner()))
    , m_name(SafeText::repoName({}, m_repo.name()))
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setPlainTip(this, SafeText::line(m_repo.id()));
    setAccessibleName(m_repo.id());
}

QFont RepoTitle::ownerFont() const
{
    QFont font = type::font(type::Scale::Section);
    font.setWeight(QFont::Normal);
    return font;
}

QFont RepoTitle::nameFont() const
{
    return type::font(type::Scale::Section);
}

QSize RepoTitle::sizeHint() const
{
    const QFontMetrics owner(ownerFont());
    const QFontMetrics name(nameFont());
    const int lead = m_owner.isEmpty() ? 0 : owner.horizontalAdvance(m_owner + kTitleSlash);
    return {lead + name.horizontalAdvance(m_name) + kTitleSlack,
            std::max(owner.height(), name.height()) + 4};
}

QSize RepoTitle::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void RepoTitle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    QRect rest = rect();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto draw = [&](const QString &text, const QFont &font, const QColor &colour) {
        const int width = std::min(QFontMetrics(font).horizontalAdvance(text) + 1, rest.width());
        QRect box = rest;
        mirrored ? box.setLeft(rest.right() + 1 - width) : box.setWidth(width);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(
            box,
            int(Qt::AlignAbsolute | (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter)
                | Qt::TextSingleLine,
            text);
        mirrored ? rest.setRight(box.left() - 1) : rest.setLeft(box.right() + 1);
    };
    const QFont ownerFace = ownerFont();
    const QFont nameFace = nameFont();
    if (!m_owner.isEmpty()) {
        // The owner stays whole unless it alone would push the name out.
        const QString owner
            = QFontMetrics(ownerFace).elidedText(m_owner, Qt::ElideMiddle, width() * 3 / 5);
        draw(owner, ownerFace, tokens.secondary);
        draw(kTitleSlash, ownerFace, tokens.secondary);
    }
    draw(QFontMetrics(nameFace).elidedText(m_name, Qt::ElideMiddle, rest.width()), nameFace,
         tokens.text);
}
