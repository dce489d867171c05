#pragma once

#include <QWidget>

class QLineEdit;

// A line in which a word has to be typed before something is done that cannot be undone.
class WordField final : public QWidget
{
    Q_OBJECT

public:
    explicit WordField(QWidget *parent = nullptr);

    bool isTyped() const { return m_isTyped; }
    void clear();

signals:
    void changed();
    void confirmed(); // by Enter, once the word is right

protected:
    void keyPressEvent(QKeyEvent *event) override; // Enter is for nobody else

private:
    QLineEdit *m_line;
    bool m_isTyped = false;
};

// Before this is deleted for good: it is much, or the Hub does not give all of it again, or has not
// said so yet. frees: bytes; lost: things.
bool needsWord(qint64 frees, qsizetype lost, bool isAsking);
