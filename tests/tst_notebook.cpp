#include "app/preview/jsonreader.h"
#include "app/preview/notebook.h"
#include "tests/support/mutations.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QByteArray kNotebook
    = R"({"nbformat":4,"metadata":{"kernelspec":{"language":"julia"}},"cells":[
 {"cell_type":"markdown","source":["# Title\n","text"]},
 {"cell_type":"code","execution_count":7,"source":"1+1","outputs":[
   {"output_type":"stream","text":["a\n","b\n"]},{"output_type":"stream","text":"c\n"},
   {"output_type":"display_data","data":{"image/png":"aGVs\nbG8=","text/plain":"<Figure>"}},
   {"output_type":"execute_result","data":{"text/html":"<script>alert(1)</script>","text/plain":"2"}},
   {"output_type":"error","ename":"E","evalue":"v","traceback":["\u001b[0;31mE\u001b[0m","line 1"]}]},
 {"cell_type":"raw","source":"raw"}]})";

} // namespace

class tst_Notebook final : public QObject
{
    Q_OBJECT

private slots:
    void readsCells();
    void readsFormat3();
    void refuses_data();
    void refuses();
    void cutsWhatIsTooMuch();
    void toleratesWrongTypes();
    void survivesMutations();
    void readsJson_data();
    void readsJson();
    void agreesWithQt();
};

void tst_Notebook::readsCells()
{
    const auto notebook = readNotebook(kNotebook);
    QVERIFY(notebook);
    QCOMPARE(notebook->language, u"julia"_s);
    QCOMPARE(notebook->cells.size(), 3);
    QCOMPARE(notebook->cells.at(0).kind, NotebookCell::Kind::Markdown);
    QCOMPARE(notebook->cells.at(0).source, u"# Title\ntext"_s);
    const NotebookCell &code = notebook->cells.at(1);
    QCOMPARE(code.executionCount, 7);
    QCOMPARE(code.outputs.size(), 4);
    QCOMPARE(code.outputs.at(0).text, u"a\nb\nc\n"_s);
    QCOMPARE(code.outputs.at(1).kind, NotebookOutput::Kind::Image);
    QCOMPARE(code.outputs.at(1).image, QByteArray("hello"));
    QCOMPARE(code.outputs.at(2).text, u"2"_s); // never the markup
    QCOMPARE(code.outputs.at(3).kind, NotebookOutput::Kind::Error);
    QCOMPARE(code.outputs.at(3).text, u"E\nline 1"_s);
    QVERIFY(!notebook->cut);
}

void tst_Notebook::readsFormat3()
{
    const auto notebook = readNotebook(R"({"nbformat":3,"metadata":{},"worksheets":[{"cells":[
        {"cell_type":"code","prompt_number":2,"input":["x\n","y"],"outputs":[
          {"output_type":"pyout","text":["42"]},{"output_type":"display_data","png":"aGk="}]}]}]})");
    QVERIFY(notebook);
    QCOMPARE(notebook->language, u"python"_s);
    QCOMPARE(notebook->cells.at(0).source, u"x\ny"_s);
    QCOMPARE(notebook->cells.at(0).executionCount, 2);
    QCOMPARE(notebook->cells.at(0).outputs.at(1).image, QByteArray("hi"));
    const auto odd = readNotebook(R"({"worksheets":[{"cells":[{"cell_type":"heading","source":"H"},
        {"cell_type":"code","input":"","outputs":[
          {"output_type":"pyerr","ename":"E","evalue":"why"}]}]}]})");
    QVERIFY(odd);
    QCOMPARE(odd->cells.at(0).kind, NotebookCell::Kind::Markdown);
    QCOMPARE(odd->cells.at(1).outputs.at(0).kind, NotebookOutput::Kind::Error);
    QCOMPARE(odd->cells.at(1).outputs.at(0).text, u"E: why"_s); // without a traceback
}

void tst_Notebook::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("cut off") << kNotebook.first(200);
    QTest::newRow("no cells") << QByteArray("{}");
    QTest::newRow("P06 depth 10^6") << "{\"cells\":" + QByteArray("[").repeated(1'000'000);
    QTest::newRow("P06 invalid UTF-8") << QByteArray("{\"cells\":[\"\xFF\xC0\"]}");
}

void tst_Notebook::refuses()
{
    QFETCH(QByteArray, bytes);
    const auto notebook = readNotebook(bytes);
    QVERIFY(!notebook);
    QVERIFY(!notebook.error().message.isEmpty());
}

// P16: said, not shown in full.
void tst_Notebook::cutsWhatIsTooMuch()
{
    const auto notebookOf = [](const QByteArray &cell, int times) {
        const QByteArray cells = (cell + ',').repeated(times).chopped(1);
        return readNotebook("{\"cells\":[" + cells + "]}").value_or(Notebook());
    };
    Notebook notebook = notebookOf(R"({"cell_type":"raw","source":"x"})", 2'000);
    QVERIFY(!notebook.cut);
    notebook = notebookOf(R"({"cell_type":"raw","source":"x"})", 2'001);
    QVERIFY(notebook.cut);
    QCOMPARE(notebook.cells.size(), 2'000);
    const QByteArray image = R"({"data":{"image/png":"aGk="}},)";
    notebook = notebookOf(
        R"({"cell_type":"code","outputs":[)" + image.repeated(101).chopped(1) + "]}", 1);
    QVERIFY(notebook.cut);
    QCOMPARE(notebook.cells.at(0).outputs.size(), 100);
    notebook = notebookOf(
        R"({"cell_type":"code","outputs":[{"text":")" + QByteArray(20'001, 'x') + "\"}]}", 1);
    QVERIFY(notebook.cut);
    QVERIFY(notebook.cells.at(0).outputs.at(0).text.endsWith(u'…'));
}

// P16: every value replaced by one of another type.
void tst_Notebook::toleratesWrongTypes()
{
    for (const char *wrong : {"null", "-1", "1e30", "\"x\"", "[]", "{}", "[[1]]", "true"}) {
        for (const char *key :
             {"metadata", "cells", "cell_type", "source", "outputs", "output_type", "text", "data",
              "image/png", "execution_count", "traceback"}) {
            QByteArray bytes = kNotebook;
            const QByteArray name = QByteArray("\"") + key + "\":";
            bytes.replace(name, name + wrong + ",\"was-" + key + "\":");
            (void)readNotebook(bytes);
        }
    }
}

void tst_Notebook::survivesMutations()
{
    forEachMutation(kNotebook, 10'000, [](const QByteArray &bytes) { (void)readNotebook(bytes); });
}

// P06: the rules of the grammar that readers get wrong.
void tst_Notebook::readsJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("ok");
    for (const char *good :
         {"[]", "{}", " [1 , 2.5e-3,-0, 1E+2] ", "\"\\u00e9\\\"\\/\"", "[[[]],{\"a\":{}}]", "true",
          "0", "{\"\":null}", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "1e400"})
        QTest::newRow(good) << QByteArray(good) << true;
    for (const char *bad :
         {"",         "[",          "]",     "{",       "[1,]",        "[,1]",        "{\"a\"}",
          "{\"a\":}", "{\"a\":1,}", "{a:1}", "01",      "1.",          ".5",          "+1",
          "-",        "1e",         "\"",    "\"\\x\"", "\"\\u12g4\"", "\"\\u+123\"", "\"a\nb\"",
          "tru",      "[1 2]",      "[1}",   "{]",      "1 2",         "nul",         "'a'",
          "NaN"})
        QTest::newRow(bad) << QByteArray(bad) << false;
    QTest::newRow("depth 10^6") << QByteArray("[").repeated(1'000'000) << false;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF[]") << true;
}

void tst_Notebook::readsJson()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, ok);
    JsonReader json(text);
    while (json.next() != JsonReader::Token::End && json.token() != JsonReader::Token::Error)
        if (json.token() == JsonReader::Token::String || json.token() == JsonReader::Token::Key)
            (void)json.string();
    QCOMPARE(json.token() == JsonReader::Token::End, ok);
}

void tst_Notebook::agreesWithQt()
{
    forEachMutation(R"({"a":[1,-2.5e3,"x\u00e9\\y",true,null,{"b":{}}],"c":""})", 10'000,
                    [](const QByteArray &bytes) {
                        JsonReader json(bytes);
                        while (json.next() != JsonReader::Token::End
                               && json.token() != JsonReader::Token::Error) { }
                        QJsonParseError problem;
                        (void)QJsonDocument::fromJson(bytes, &problem);
                        // Qt takes raw control characters in texts, which the grammar does not
                        // allow.
                        if (json.token() == JsonReader::Token::End && bytes.isValidUtf8()
                            && (bytes.trimmed().startsWith('{') || bytes.trimmed().startsWith('[')))
                            QVERIFY2(problem.error == QJsonParseError::NoError,
                                     bytes.toPercentEncoding(" {}[]\":,").constData());
                    });
}

QTEST_GUILESS_MAIN(tst_Notebook)
#include "tst_notebook.moc"
