// A 10 MB JSON and a 1.4 MB JSON of one line: first paint with the text in it, and the slowest
// paint after it while scrolling, beside QPlainTextEdit with the same definition of the same
// highlighter.
#include "tests/bench/figures.h"
#include "tests/bench/stage.h"

#include "app/preview/bytesource.h"
#include "app/preview/textsource.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textarea.h"
#include "ui/widgets/textview.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QFile>
#include <QPlainTextEdit>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace {

constexpr int kScrolls = 60;
constexpr int kTextPairs = 5; // the peer needs many seconds for each

struct TextRun
{
    double first = 0; // ms
    double slowest = 0; // ms, of the paints that followed
};

double slowestOf(const Samples &frames)
{
    return frames.empty() ? 0 : *std::ranges::max_element(frames);
}

// As a tokenizer.json looks, indented or all in one line.
QByteArray json(qint64 bytes, bool oneLine)
{
    const QByteArray end = oneLine ? "" : "\n  ";
    QByteArray text = "{" + end;
    for (int i = 0; text.size() < bytes; ++i)
        text += "\"token_" + QByteArray::number(i) + "\": {\"id\": " + QByteArray::number(i)
            + ", \"score\": -" + QByteArray::number(i % 97)
            + ".5, \"special\": " + (i % 13 ? "false" : "true") + "}," + (oneLine ? " " : "\n  ");
    return text + "\"end\": null" + (oneLine ? "" : "\n") + "}";
}

TextRun showOurs(const QString &path, qint64 size)
{
    TextView view;
    Stage::show(view);
    TextSource *source = nullptr;
    TextRun run;
    run.first = Stage::untilPainted(
        view.area()->viewport(),
        [&] {
            auto made = std::make_unique<TextSource>(localByteSource(path, size));
            source = made.get();
            view.setSource(std::move(made), u"tokenizer.json"_s);
        },
        [&] { return source && source->loadedBytes() > 0; });
    QScrollBar *bar = view.area()->verticalScrollBar();
    const int step = qMax(1, bar->maximum() / 2'000);
    run.slowest = slowestOf(Stage::scrollFrames(bar, view.area()->viewport(), step, kScrolls));
    return run;
}

TextRun showTheirs(const QString &path, KSyntaxHighlighting::Repository &repository)
{
    QPlainTextEdit edit;
    Stage::plainStyle(edit);
    KSyntaxHighlighting::SyntaxHighlighter highlighter(edit.document());
    highlighter.setTheme(repository.defaultTheme(KSyntaxHighlighting::Repository::LightTheme));
    highlighter.setDefinition(repository.definitionForFileName(u"tokenizer.json"_s));
    edit.setReadOnly(true);
    Stage::show(edit);
    TextRun run;
    run.first = Stage::untilPainted(edit.viewport(), [&] {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly))
            edit.setPlainText(QString::fromUtf8(file.readAll()));
    });
    QScrollBar *bar = edit.verticalScrollBar();
    const int step = qMax(1, bar->maximum() / 2'000);
    run.slowest = slowestOf(Stage::scrollFrames(bar, edit.viewport(), step, kScrolls));
    return run;
}

void compareText(const QByteArray &name, const QByteArray &text)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"tokenizer.json"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("The temporary folder cannot be written.");
    file.close();
    KSyntaxHighlighting::Repository repository;
    Samples first[2];
    Samples slowest[2];
    for (int i = 0; i < kTextPairs; ++i) {
        const TextRun runs[2] = {showOurs(path, text.size()), showTheirs(path, repository)};
        for (std::size_t side = 0; side < 2; ++side) {
            first[side].push_back(runs[side].first);
            slowest[side].push_back(runs[side].slowest);
        }
    }
    constexpr const char *kPeer = "QPlainTextEdit, KSyntaxHighlighting::SyntaxHighlighter";
    constexpr Goal kOpened{.most = 100}; // seen as at once
    constexpr Goal kFrame{.most = 16}; // of a screen with 60 frames a second
    printFigure((name + ", first paint").constData(), first[0], "ms", kPeer, first[1], kOpened);
    printFigure((name + ", slowest later paint").constData(), slowest[0], "ms", kPeer, slowest[1],
                kFrame);
}

} // namespace

int main(int argc, char **argv)
{
    Stage::paintAtOnce();
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);
    compareText("JSON of 10 MB", json(10'000'000, false));
    compareText("JSON of 1.4 MB in one line", json(1'400'000, true));
    return 0;
}
