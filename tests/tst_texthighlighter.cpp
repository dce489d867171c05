// A far jump in a large text gives the worker megabytes; the GUI thread copies none of them.
#include "app/preview/textsource.h"
#include "ui/widgets/texthighlighter.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace Qt::StringLiterals;

class tst_TextHighlighter final : public QObject
{
    Q_OBJECT

private slots:
    void partsAreBytes_data();
    void partsAreBytes();
    void farJumpCopiesNothing();
};

void tst_TextHighlighter::partsAreBytes_data()
{
    constexpr qint64 kPiece = TextSource::kPiece;
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<int>("count");
    QTest::newRow("inside") << qint64(10) << qint64(20) << 1;
    QTest::newRow("one piece") << kPiece << kPiece << 1;
    QTest::newRow("over an edge") << kPiece - 3 << qint64(6) << 2;
    QTest::newRow("three") << qint64(1) << 2 * kPiece << 3;
    QTest::newRow("past the end") << 3 * kPiece << 9 * kPiece << 1;
    QTest::newRow("behind the end") << 9 * kPiece << qint64(1) << 0;
    QTest::newRow("none") << qint64(5) << qint64(0) << 0;
}

void tst_TextHighlighter::partsAreBytes()
{
    QFETCH(const qint64, offset);
    QFETCH(const qint64, length);
    QFETCH(const int, count);
    QByteArray text;
    for (int i = 0; text.size() < 3 * TextSource::kPiece + 100; ++i)
        text += QByteArray::number(i);
    const TextSource source(text);
    QCOMPARE(source.parts(offset, length).size(), count);
    QCOMPARE(source.parts(offset, length).join(), text.mid(offset, length));
    QCOMPARE(source.bytes(offset, length), text.mid(offset, length));
}

// While the worker is kept from starting, its bytes must be those of the source: what the source
// holds alone was copied instead.
void tst_TextHighlighter::farJumpCopiesNothing()
{
    const QByteArray line = "answer = 'forty-two'  # said the machine\n";
    const qint64 count = 4 * (1 << 20) / line.size();
    const TextSource source(line.repeated(count));
    TextHighlighter highlighter;
    highlighter.setSource(&source, u"deep.py"_s);
    QSignalSpy done(&highlighter, &TextHighlighter::highlighted);
    auto *pool = QThreadPool::globalInstance();
    const int threads = pool->maxThreadCount();
    QSemaphore gate;
    pool->setMaxThreadCount(1);
    pool->start([&gate] { gate.acquire(); });
    highlighter.want(count - 20, count - 1);
    qint64 copied = 0;
    for (const QByteArray &piece : source.pieces())
        if (piece.isDetached())
            copied += piece.size();
    gate.release();
    pool->setMaxThreadCount(threads);
    QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, 30'000);
    QVERIFY2(copied <= 1 << 20, qPrintable(QString::number(copied)));
    QVERIFY(!highlighter.spans(count - 1).isEmpty());
    QVERIFY(highlighter.spans(0).isEmpty()); // only what is looked at is kept
}

QTEST_GUILESS_MAIN(tst_TextHighlighter)
#include "tst_texthighlighter.moc"
