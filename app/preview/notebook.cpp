#include "app/preview/notebook.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNotebookCells = 2'000;
constexpr qsizetype kCellOutputs = 100;
constexpr qsizetype kOutputText = 20'000; // characters; longer ones are cut

struct NotebookText
{
    Q_DECLARE_TR_FUNCTIONS(Notebook)
};

// A text is one string or a list of strings.
QString multiline(const QJsonValue &value)
{
    if (!value.isArray())
        return value.toString();
    QString out;
    for (const QJsonValue &line : value.toArray())
        out += line.toString();
    return out;
}

// Terminal colours and cursor moves (ESC [ ... letter) mean nothing here.
QString withoutEscapes(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text.at(at) != u'\x1B') {
            out += text.at(at);
            continue;
        }
        if (at + 1 < text.size() && text.at(at + 1) == u'[') {
            at += 2;
            while (at < text.size() && !text.at(at).isLetter())
                ++at;
        }
    }
    return out;
}

QString outputText(const QString &raw, bool &cut)
{
    const QString text = withoutEscapes(raw);
    cut |= text.size() > kOutputText;
    return text.size() > kOutputText ? text.left(kOutputText) + u"\n…"_s : text;
}

NotebookOutput notebookOutput(const QJsonObject &object, bool &cut)
{
    const QString type = object.value("output_type"_L1).toString();
    if (type == "error"_L1 || type == "pyerr"_L1) {
        const QStringList lines = object.value("traceback"_L1).toVariant().toStringList();
        const QString name
            = object.value("ename"_L1).toString() + u": "_s + object.value("evalue"_L1).toString();
        const QString traceback = outputText(lines.isEmpty() ? name : lines.join(u'\n'), cut);
        return {.kind = NotebookOutput::Kind::Error, .text = traceback};
    }
    // Format 3 has the forms beside output_type, format 4 in "data".
    const QJsonObject data
        = object.contains("data"_L1) ? object.value("data"_L1).toObject() : object;
    for (const auto key : {"image/png"_L1, "image/jpeg"_L1, "png"_L1, "jpeg"_L1}) {
        const QByteArray image = QByteArray::fromBase64(multiline(data.value(key)).toLatin1());
        if (!image.isEmpty())
            return {.kind = NotebookOutput::Kind::Image,
                    .text = outputText(multiline(data.value("text/plain"_L1)), cut),
                    .image = image};
    }
    const QJsonValue text
        = data.contains("text/plain"_L1) ? data.value("text/plain"_L1) : object.value("text"_L1);
    return {.text = outputText(multiline(text), cut)};
}

NotebookCell notebookCell(const QJsonObject &object, bool &cut)
{
    NotebookCell cell;
    const QString type = object.value("cell_type"_L1).toString();
    if (type == "code"_L1)
        cell.kind = NotebookCell::Kind::Code;
    else if (type == "markdown"_L1 || type == "heading"_L1)
        cell.kind = NotebookCell::Kind::Markdown;
    cell.source = multiline(object.value(object.contains("source"_L1) ? "source"_L1 : "input"_L1));
    const QJsonValue count = object.value(
        object.contains("execution_count"_L1) ? "execution_count"_L1 : "prompt_number"_L1);
    cell.executionCount = count.toInteger(-1);
    const QJsonArray outputs = object.value("outputs"_L1).toArray();
    for (const QJsonValue &value : outputs) {
        if (cell.outputs.size() == kCellOutputs) {
            cut = true;
            break;
        }
        NotebookOutput output = notebookOutput(value.toObject(), cut);
        // Streams arrive in pieces; side by side they are one text.
        if (output.kind == NotebookOutput::Kind::Text && !cell.outputs.isEmpty()
            && cell.outputs.last().kind == NotebookOutput::Kind::Text)
            cell.outputs.last().text += output.text;
        else if (!output.text.isEmpty() || !output.image.isEmpty())
            cell.outputs.append(std::move(output));
    }
    return cell;
}

} // namespace

Result<Notebook> readNotebook(const QByteArray &bytes)
{
    const auto broken = [](const QString &why) {
        HubError error = HubError::badReply(why);
        error.message = NotebookText::tr("This is not a readable notebook. Look at it as text.");
        return std::unexpected(error);
    };
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    if (!document.isObject())
        return broken(problem.errorString());
    const QJsonObject root = document.object();
    Notebook notebook;
    const QJsonObject metadata = root.value("metadata"_L1).toObject();
    notebook.language = metadata.value("language_info"_L1)
                            .toObject()
                            .value("name"_L1)
                            .toString(metadata.value("kernelspec"_L1)
                                          .toObject()
                                          .value("language"_L1)
                                          .toString(u"python"_s));
    QJsonArray cells = root.value("cells"_L1).toArray();
    if (!root.contains("cells"_L1)) // format 3
        cells = root.value("worksheets"_L1).toArray().at(0).toObject().value("cells"_L1).toArray();
    if (cells.isEmpty() && !root.contains("cells"_L1))
        return broken(NotebookText::tr("It has no cells."));
    for (const QJsonValue &cell : std::as_const(cells)) {
        if (notebook.cells.size() == kNotebookCells) {
            notebook.cut = true;
            break;
        }
        notebook.cells.append(notebookCell(cell.toObject(), notebook.cut));
    }
    return notebook;
}
