#pragma once

#include "models/omniboxmodel.h"
#include "ui/widgets/searchbox.h"

class OmniboxController;
class QCompleter;

// The search and address field in the top bar, with what it offers in a list below. Enter takes the
// row that is marked, so what it will do can be read before.
class Omnibox final : public SearchBox
{
    Q_OBJECT

public:
    explicit Omnibox(OmniboxController &controller, QWidget *parent = nullptr);

signals:
    void chosen(const Suggestion &suggestion, bool background);
    void left(); // by Escape: the keys go back to the page

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void onEdited(const QString &text);
    void showSuggestions();
    bool isOpen() const;
    std::optional<Suggestion> marked() const; // in the list
    void mark(const Suggestion &suggestion);
    void choose(const Suggestion &suggestion);

    OmniboxController &m_controller;
    QCompleter *m_completer;
    std::optional<Suggestion> m_picked; // the marked one while the rows change
};
