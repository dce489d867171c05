// What a TextView says about what is not in memory: reading on for a search and to a line, copying.
#include "app/preview/textsource.h"
#include "app/text/format.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/lineseek.h"
#include "ui/widgets/sourcefind.h"
#include "ui/widgets/textarea.h"
#include "ui/widgets/textview.h"

#include <QAccessible>
#include <QLocale>

void TextView::makeSeek()
{
    m_noteSoon.setSingleShot(true);
    m_noteSoon.setInterval(300);
    m_noteSoon.callOnTimeout(this, [this] {
        m_bar->setNote(tr("Reading…"));
        showNote();
    });
    connect(m_bar, &FindBar::lineChosen, this, &TextView::goToLine);
    connect(m_bar, &FindBar::lineEdited, this, [this] {
        m_seek->stop();
        showNote();
    });
    connect(m_seek, &LineSeek::advanced, this, &TextView::showNote);
    connect(m_seek, &LineSeek::reached, this, &TextView::onReached);
    connect(m_seek, &LineSeek::notThere, this, &TextView::onNotThere);
    connect(m_seek, &LineSeek::failed, this, [this](const HubError &error) {
        m_noteSoon.stop();
        m_bar->setNote(error.message);
    });
}

void TextView::onReached(qint64 line)
{
    if (!m_bar->isHidden() && !m_bar->isFinding())
        closeBar();
    m_noteSoon.stop();
    m_area->goToLine(line);
}

void TextView::onNotThere()
{
    m_noteSoon.stop();
    m_bar->setNote(m_source->isComplete()
                       ? tr("There is no such line: the last one is %1.")
                             .arg(QLocale().toString(m_source->lines().lineCount()))
                       : tr("There is no such line: the file has fewer bytes than that."));
}

// The bar's second row: at once when nothing is read, or when it already stands there.
void TextView::showNote()
{
    const bool reads = m_seek->isSeeking() || m_find->isReading();
    if (reads && !m_bar->hasNote()) {
        if (!m_noteSoon.isActive())
            m_noteSoon.start();
        return;
    }
    m_noteSoon.stop();
    if (m_seek->isSeeking())
        m_bar->setNote(tr("Reading on to line %1: %2 of %3")
                           .arg(QLocale().toString(m_seek->line() + 1),
                                Format::size(m_source->lines().bytes()),
                                Format::size(m_source->size())),
                       tr("Stop"));
    else if (m_bar->isFinding())
        showFindNote();
    else
        m_bar->setNote({});
}

void TextView::showFindNote()
{
    const TextMatches &found = m_find->matches();
    if (!found.problem.isEmpty())
        return m_bar->setNote(found.problem);
    if (m_find->error())
        return m_bar->setNote(m_find->error()->message, tr("Try again"));
    if (!m_find->isWhole() && (m_find->isReading() || !m_find->isSearching())) {
        const QString searched
            = tr("%1 of %2 searched")
                  .arg(Format::size(m_find->searchedBytes()), Format::size(m_source->size()));
        return m_bar->setNote(searched, m_find->isReading() ? tr("Stop") : tr("Search on"));
    }
    m_bar->setNote(found.gaveUp ? tr("The expression takes too long in some lines, which were not "
                                     "searched to their end.")
                                : QString());
}

void TextView::onNoteAction()
{
    if (m_seek->isSeeking()) {
        m_seek->stop();
        showNote();
    } else if (m_find->isReading()) {
        m_find->stopReading();
    } else {
        m_find->readOn();
    }
}

void TextView::onCaretMoved()
{
    m_said.clear();
    updateStatus();
}

void TextView::onCopiedPart(qint64 bytes, qint64 selected)
{
    m_said = bytes == 0
        ? tr("Nothing copied: the selection’s beginning is no longer in memory. Select a part of "
             "it that is in view.")
        : tr("Only the first %1 of %2 were copied: the rest is not in memory. Copy smaller parts, "
             "or use the file itself.")
              .arg(Format::size(bytes), Format::size(selected));
    updateStatus();
    QAccessibleAnnouncementEvent heard(this, m_said);
    QAccessible::updateAccessibility(&heard);
}
