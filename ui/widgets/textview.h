#pragma once

#include <QTimer>
#include <QWidget>

#include <memory>

class ElidedLabel;
class FindBar;
class LineSeek;
class QAction;
class QLabel;
class SourceFind;
class TextArea;
class TextSource;

// The viewer for source, configuration and every other text: line numbers, colours, find (Ctrl+F,
// F3), go to line (Ctrl+G), wrapping, and a row that says where the caret is. Any size opens at
// once.
class TextView final : public QWidget
{
    Q_OBJECT

public:
    explicit TextView(QWidget *parent = nullptr);
    ~TextView() override;

    // fileName decides the colours and is read out; bytes may be UTF-8 or UTF-16 with its mark.
    void setText(const QByteArray &bytes, const QString &fileName);
    void setSource(std::unique_ptr<TextSource> source, const QString &fileName);
    void clear();

    void setWrap(bool wrap); // on unless set
    bool wraps() const;
    QAction *wrapAction() const { return m_wrapAction; } // Alt+Z, for menus elsewhere
    void openFind(); // with what is selected
    void openGoTo();
    void goToLine(qint64 line); // from 0; the text is read on to there
    TextArea *area() const { return m_area; }
    QString selectedText() const;

signals:
    void wrapChosen(bool wrap); // by the user

private:
    void makeWrapAction();
    void search();
    void onFound();
    void showCount();
    void onReached(qint64 line);
    void onNotThere();
    void onLines();
    void makeSeek();
    void showNote();
    void showFindNote();
    void onNoteAction();
    void step(int direction);
    void closeBar();
    void updateStatus();
    void onCaretMoved();
    void onCopiedPart(qint64 bytes, qint64 selected);

    std::unique_ptr<TextSource> m_source;
    TextArea *m_area;
    QAction *m_wrapAction;
    FindBar *m_bar;
    ElidedLabel *m_place; // of the caret, or m_said
    QLabel *m_facts;
    SourceFind *m_find;
    LineSeek *m_seek;
    qsizetype m_match = -1;
    qint64 m_at = -1; // offset of the match that is gone to; -1: none
    QTimer m_searchSoon; // while typing
    QTimer m_noteSoon; // what takes a moment is not worth a note
    QString m_encoding;
    QString m_said; // about the last copy, until the caret moves
};
