#pragma once

#include "app/session/drafts.h"

#include <QWidget>

class ElidedLabel;

// One line above the files: something was typed here and not committed. Leads back to it. Not
// shown while there is nothing of that kind.
class DraftStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit DraftStrip(QWidget *parent = nullptr);

    void offer(const QList<Draft> &drafts); // the newest first

signals:
    void wanted(const Draft &draft);

private:
    ElidedLabel *m_words;
    std::optional<Draft> m_draft;
};
