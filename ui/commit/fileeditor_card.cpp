// A card that is edited: its metadata as a form over the text.
#include "ui/commit/cardverdict.h"
#include "ui/commit/editortext.h"
#include "ui/commit/fileeditor.h"
#include "ui/commit/metadataform.h"
#include "ui/community/diffview.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

bool FileEditor::isCard() const
{
    return m_at && path() == "README.md"_L1;
}

bool FileEditor::isFormShown() const
{
    return m_views->currentWidget() == m_form;
}

void FileEditor::setOffline(const QString &why)
{
    m_form->setOffline(why);
}

void FileEditor::showForm()
{
    if (isCard())
        m_mode->setCurrent(1);
}

void FileEditor::showView(int view)
{
    m_form->finish();
    m_views->setCurrentIndex(view);
    if (m_states->isContentShown() && !m_mode->hasFocus())
        keyTarget()->setFocus();
}

QWidget *FileEditor::keyTarget() const
{
    return isFormShown() ? static_cast<QWidget *>(m_form) : m_text;
}

// Of a card also what the Hub says of it: it would say that of the commit.
QWidget *FileEditor::saveBody(CardVerdict **verdict)
{
    DiffView *const changes = diffView(m_base.text, typed());
    if (!isCard() || m_place.hub.isOffline())
        return changes;
    auto *body = new QWidget;
    auto *layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    *verdict = new CardVerdict(m_place.hub);
    layout->addWidget(changes, 1);
    layout->addWidget(*verdict);
    (*verdict)->ask(m_at->repo().kind(), typed());
    return body;
}
