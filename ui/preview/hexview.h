#pragma once

#include <QAbstractScrollArea>
#include <QPointer>

class TextSource;

// The bytes of a file of any size, sixteen to a row: offset, hexadecimal, characters. Only the rows
// in sight are fetched, a moment after scrolling stopped.
class HexView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit HexView(QWidget *parent = nullptr);

    void setSource(TextSource *source); // not owned; may be null
    qint64 topOffset() const { return m_top * kRowBytes; }
    void showOffset(qint64 offset); // makes its row the first one

    static constexpr int kRowBytes = 16;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void timerEvent(QTimerEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    qint64 rows() const;
    int visibleRows() const;
    int rowHeight() const;
    void scrollTo(qint64 row);
    void updateBars();
    void wantVisible();
    void paintRow(QPainter &painter, qint64 row, int y) const;

    QPointer<TextSource> m_source;
    qint64 m_top
        = 0; // first row shown; the bar only follows it, as it is too coarse for large files
    int m_digits = 8; // of an offset
    int m_timer = 0;
    bool m_followingBar = false;
};
