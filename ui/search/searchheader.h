#pragma once

#include "ui/search/searchchoice.h"
#include "ui/viewstate.h"

#include <QDateTime>
#include <QWidget>

#include <optional>

class ChipBar;
class QLabel;
class QMenu;
class QPushButton;
class QTimer;
class QToolButton;
class SavedSearchMenu;
class SearchBox;
class Settings;

// What stands above the results: title and count, sort and saved searches, the text and the chips
// of the filters that are on. It shows one choice and reports the choice a click would make of it.
class SearchHeader final : public QWidget
{
    Q_OBJECT

public:
    SearchHeader(RepoKind kind, Settings &settings, QWidget *parent = nullptr);

    void setChoice(const SearchChoice &choice);
    // shown: rows in the list; whole: there are no more pages; skipped: entries that were
    // unreadable.
    // from: when the rows were fresh, if they are those of an earlier search.
    void setCount(const ViewState &state, int shown, bool whole, int skipped,
                  const std::optional<QDateTime> &from = {});
    void setNarrow(bool narrow);
    void focusText();
    QToolButton *filtersButton() const { return m_filters; } // checked: the facet panel is shown
    QToolButton *quickLookButton() const { return m_quickLook; }

signals:
    void chosen(const SearchChoice &choice);
    void leftForList(); // Down or Enter in the text field

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLayout *makeTopRow(RepoKind kind);
    void makeSortMenu(RepoKind kind);
    void applyText();

    SearchChoice m_choice;
    QToolButton *m_filters = nullptr;
    QToolButton *m_quickLook = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_sort = nullptr;
    QPushButton *m_save = nullptr;
    QMenu *m_sortMenu = nullptr;
    SavedSearchMenu *m_savedMenu = nullptr;
    SearchBox *m_text = nullptr;
    ChipBar *m_chips = nullptr;
    QTimer *m_typing = nullptr;
};
