#include "ui/transfers/cancelquestion.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/theme/style.h"
#include "ui/widgets/plaintip.h"

#include <QApplication>
#include <QFontMetrics>
#include <QPushButton>

namespace {

constexpr int kSubjectWidth = 320; // pixels; the question stays two lines

// Before it is isolated: a cut through isolates would leave one open.
QString cutInTheMiddle(const QString &text, int width)
{
    return QFontMetrics(QApplication::font("QMessageBox")).elidedText(text, Qt::ElideMiddle, width);
}

} // namespace

CancelQuestion::Subject CancelQuestion::Subject::file(const QString &path)
{
    const QString name = SafeText::line(QStringView(path).sliced(path.lastIndexOf(u'/') + 1));
    return {SafeText::isolated(cutInTheMiddle(name, kSubjectWidth)), SafeText::path(path)};
}

CancelQuestion::Subject CancelQuestion::Subject::repo(const RepoId &repo)
{
    const QString owner = cutInTheMiddle(SafeText::line(repo.owner()), kSubjectWidth / 3);
    const QString name = cutInTheMiddle(SafeText::line(repo.name()), kSubjectWidth * 2 / 3);
    return {SafeText::repoName(owner, name), SafeText::repoName(repo.owner(), repo.name())};
}

CancelQuestion::Subject CancelQuestion::Subject::several(qsizetype count)
{
    const QString text = CancelQuestion::tr("%1 transfers").arg(count);
    return {text, text};
}

CancelQuestion::CancelQuestion(Deed deed, const Subject &subject, qint64 bytes, bool canPause,
                               QWidget *parent)
    : QMessageBox(QMessageBox::NoIcon,
                  deed == Deed::Cancel ? tr("Cancel the download") : tr("Remove from the list"),
                  (deed == Deed::Cancel
                       ? tr("Throw away the %1 of %2 fetched so far?")
                       : tr("Throw away the %1 of %2 that are kept for another try?"))
                      .arg(Format::size(bytes), subject.shown),
                  QMessageBox::NoButton, parent)
{
    setPlainTip(this, subject.whole);
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setInformativeText(tr("Files that are complete stay. The others begin anew next time."));
    auto *keep = addButton(canPause ? tr("Keep downloading") : tr("Keep it"), RejectRole);
    if (canPause)
        connect(addButton(tr("Pause instead"), ActionRole), &QPushButton::clicked, this,
                &CancelQuestion::pauseChosen);
    auto *cancel = addButton(tr("Throw away"), DestructiveRole);
    setButtonRole(cancel, ::ButtonRole::Danger);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(cancel, &QPushButton::clicked, this, &CancelQuestion::cancelChosen);
}
