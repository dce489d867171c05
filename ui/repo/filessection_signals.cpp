#include "ui/preview/previewpane.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/selectionbar.h"
#include "ui/widgets/stateview.h"

#include <QLineEdit>
#include <QToolButton>

using namespace std::chrono_literals;

// What the parts of the files' section tell each other.

void FilesSection::connectView()
{
    for (QTimer *timer : {&m_filterTimer, &m_expandTimer, &m_selectionTimer, &m_marksTimer})
        timer->setSingleShot(true);
    m_filterTimer.setInterval(150ms); // between two keys of a fast typist
    m_expandTimer.setInterval(0ms);
    m_selectionTimer.setInterval(0ms); // Ctrl+A tells once per column otherwise
    m_marksTimer.setInterval(100ms); // a snapshot marks many files
    connect(&m_marksTimer, &QTimer::timeout, this, &FilesSection::sumSelection);
    connect(m_controller.model(), &QAbstractItemModel::dataChanged, this, [this] {
        if (!m_marksTimer.isActive())
            m_marksTimer.start();
    });
    connect(&m_filterTimer, &QTimer::timeout, this, &FilesSection::applyFilter);
    connect(&m_selectionTimer, &QTimer::timeout, this, &FilesSection::onSelectionEdited);
    connect(&m_expandTimer, &QTimer::timeout, this, [this] {
        if (m_expanding)
            m_view->expandAll();
        showMatches();
        pursue();
        remember();
    });
    connect(m_filter, &QLineEdit::textChanged, &m_filterTimer, qOverload<>(&QTimer::start));
    connect(m_expand, &QToolButton::clicked, this, &FilesSection::expandAll);
    connect(m_controller.model(), &QAbstractItemModel::rowsInserted, &m_expandTimer,
            qOverload<>(&QTimer::start));
    connect(m_controller.model(), &QAbstractItemModel::rowsRemoved, &m_expandTimer,
            qOverload<>(&QTimer::start));
    connect(&m_controller, &FilesController::stateChanged, this, [this](const ViewState &state) {
        render(state);
        if (state.phase == ViewState::Phase::Failed || state.phase == ViewState::Phase::Empty)
            m_preview->clear(); // of another revision
    });
    connect(&m_controller, &FilesController::allLoadingChanged, this, [this](bool loading) {
        m_expand->setEnabled(!loading);
        if (!loading && m_filter->text().isEmpty())
            m_expanding = false;
        showMatches();
    });
    connect(&m_controller, &FilesController::allFailed, this, [this](const HubError &error) {
        render({m_controller.model()->entryCount() > 0 ? ViewState::Phase::Ready
                                                       : ViewState::Phase::Failed,
                error});
    });
    connect(m_states, &StateView::retryClicked, this, [this] { m_controller.retry({}); });
    connect(m_states, &StateView::actionClicked, this, &FilesSection::clearFilter);
    connect(m_view, &FileTreeView::retryClicked, &m_controller, &FilesController::retry);
    connect(m_view, &QAbstractItemView::pressed, this, [this] { m_memory.forgetSelection(); });
    connect(m_view, &FileTreeView::selectionEdited, &m_selectionTimer, qOverload<>(&QTimer::start));
    connect(m_view, &FileTreeView::fileActivated, this, &FilesSection::pathShown);
    connect(m_view, &QWidget::customContextMenuRequested, this, &FilesSection::openMenu);
    connect(m_selection, &SelectionBar::copyClicked, this,
            [this] { emit copyWanted(selection().paths); });
    connect(m_selection, &SelectionBar::downloadClicked, this,
            [this] { emit downloadClicked(selection().paths); });
    connect(m_selection, &SelectionBar::revealClicked, this, [this] {
        for (const QString &path : selection().paths)
            if (const QString file = cachedPath(path); !file.isEmpty())
                return emit revealWanted(file);
    });
}

void FilesSection::connectPreview()
{
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(120ms); // a held arrow key passes over files without reading them
    connect(&m_previewTimer, &QTimer::timeout, this, &FilesSection::showPreview);
    connect(this, &FilesSection::pathShown, &m_previewTimer, qOverload<>(&QTimer::start));
    connect(m_preview, &PreviewPane::downloadClicked, this,
            [this](const QString &path) { emit downloadClicked({path}); });
    connect(m_preview, &PreviewPane::toFolderClicked, this,
            [this](const QString &path) { emit toFolderClicked({path}); });
    connect(m_preview, &PreviewPane::copyAddressClicked, this,
            [this](const QString &path) { emit copyWanted({path}); });
    connect(m_preview, &PreviewPane::browserClicked, this, &FilesSection::browserWanted);
    connect(m_preview, &PreviewPane::termsWanted, this, &FilesSection::termsWanted);
    connect(m_preview, &PreviewPane::signInWanted, this, &FilesSection::signInWanted);
    connect(m_preview, &PreviewPane::linkActivated, this, &FilesSection::linkActivated);
}
