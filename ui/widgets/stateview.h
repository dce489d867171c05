#pragma once

#include "ui/viewstate.h"

#include <QStackedWidget>

#include <memory>

// Draws a ViewState around a pane's content: skeleton rows while loading (after 100 ms), one icon,
// one sentence and one action when empty or idle, the error with Retry and Copy details when
// failed, the content when ready. With content already shown, an error or a reload becomes a strip
// above it instead of taking the content away.
class StateView final : public QStackedWidget
{
    Q_OBJECT

public:
    struct Words
    {
        QString icon; // name of the icon set
        QString title; // one sentence
        QString detail; // may be empty
        QString action; // button text; empty: no button
    };

    explicit StateView(QWidget *content, QWidget *parent = nullptr);
    ~StateView() override;

    void setEmptyWords(const Words &words);
    void setIdleWords(const Words &words);
    void setSkeletonRowHeight(int pixels); // 30 or 54
    void render(const ViewState &state);
    // What is shown no longer answers the question: the next Loading draws a skeleton again.
    void forgetContent();
    bool isContentShown() const;

signals:
    void retryClicked();
    void actionClicked(); // of the empty or idle state

private:
    struct Private;
    std::unique_ptr<Private> d;
};
