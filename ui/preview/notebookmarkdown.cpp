#include "ui/preview/notebookmarkdown.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

struct NotebookMarkdownText
{
    Q_DECLARE_TR_FUNCTIONS(NotebookMarkdown)
};

// A fence longer than any run of backticks inside.
QString fenced(const QString &text, const QString &language)
{
    qsizetype longest = 2, run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = qMax(longest, run);
    }
    const QString fence(longest + 1, u'`');
    return fence + language + u'\n' + text + (text.endsWith(u'\n') ? u""_s : u"\n"_s) + fence
        + u"\n\n"_s;
}

// The fence that a Markdown cell opens and does not close; empty when there is none.
QString openFence(const QString &markdown)
{
    static const QRegularExpression form(u"^ {0,3}(`{3,}|~{3,})(.*)$"_s);
    QString open;
    for (const QString &line : markdown.split(u'\n')) {
        const auto match = form.match(line);
        if (!match.hasMatch())
            continue;
        const QString fence = match.captured(1);
        if (open.isEmpty())
            open = fence;
        else if (fence.at(0) == open.at(0) && fence.size() >= open.size()
                 && match.captured(2).trimmed().isEmpty())
            open.clear();
    }
    return open;
}

QString imageAddress(qsizetype cell, qsizetype output)
{
    return u"notebook-output-%1-%2"_s.arg(cell).arg(output);
}

} // namespace

QString notebookMarkdown(const Notebook &notebook)
{
    static const QRegularExpression notLanguage(u"[^A-Za-z0-9+#-]"_s);
    const QString language = QString(notebook.language).remove(notLanguage).left(20);
    QString out = u"\n"_s; // so that a first cell with "---" is no front matter
    for (qsizetype i = 0; i < notebook.cells.size(); ++i) {
        const NotebookCell &cell = notebook.cells.at(i);
        if (cell.kind == NotebookCell::Kind::Markdown) {
            const QString open = openFence(cell.source);
            out += cell.source + u"\n"_s + (open.isEmpty() ? open : open + u'\n') + u"\n"_s;
            continue;
        }
        if (cell.kind == NotebookCell::Kind::Code)
            out += cell.executionCount >= 0 ? u"**[%1]**\n\n"_s.arg(cell.executionCount)
                                            : u"**[ ]**\n\n"_s;
        if (!cell.source.isEmpty())
            out += fenced(cell.source,
                          cell.kind == NotebookCell::Kind::Code ? language : QString());
        for (qsizetype j = 0; j < cell.outputs.size(); ++j) {
            const NotebookOutput &output = cell.outputs.at(j);
            if (output.kind == NotebookOutput::Kind::Image)
                out += u"![%1](%2)\n\n"_s.arg(NotebookMarkdownText::tr("Output"),
                                              imageAddress(i, j));
            else
                out += fenced(output.text, u"text"_s);
        }
    }
    if (notebook.cut)
        out += u"\n\n*%1*\n"_s.arg(
            NotebookMarkdownText::tr("Long outputs and cells are left out."));
    return out;
}

QByteArray notebookImage(const Notebook &notebook, const QString &address)
{
    static const QRegularExpression form(u"^notebook-output-(\\d{1,4})-(\\d{1,4})$"_s);
    const auto match = form.match(address);
    const NotebookCell cell = notebook.cells.value(match.captured(1).toInt());
    return match.hasMatch() ? cell.outputs.value(match.captured(2).toInt()).image : QByteArray();
}
