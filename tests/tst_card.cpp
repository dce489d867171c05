#include "app/text/card.h"
#include "app/text/cardpolicy.h"
#include "app/text/footnotes.h"
#include "tests/support/worked.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_Card final : public QObject
{
    Q_OBJECT

private slots:
    void sanitizes_data();
    void sanitizes();
    void sanitizesAtTheLimit_data();
    void sanitizesAtTheLimit();
    void rendersMarkdown_data();
    void rendersMarkdown();
    void outlineIsUnique();
    void staysLinear_data();
    void staysLinear();
    void decodes_data();
    void decodes();
    void links_data();
    void links();
    void realCards_data();
    void realCards();
};

void tst_Card::sanitizes_data()
{
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("output");
    const auto row = [](const char *name, const QString &in, const QString &out) {
        QTest::newRow(name) << in << out;
    };
    row("plain", u"a &amp; b"_s, u"a &amp; b"_s);
    row("M06 script", u"a<script>alert(1)</script>b"_s, u"ab"_s);
    row("M06 script in capitals", u"a<SCRIPT src=x>1<b></sCript >b"_s, u"ab"_s);
    row("M06 style", u"<style>p{position:fixed}</style>x"_s, u"x"_s);
    row("M06 iframe", u"<iframe src=https://h></iframe>x"_s, u"x"_s);
    row("M06 svg", u"<svg><script>1</script></svg>x"_s, u"x"_s);
    row("M06 form and fields", u"<form action=x><button>Go</button><input type=password></form>"_s,
        u"Go"_s);
    row("M06 base and meta", u"<base href=https://evil><meta http-equiv=refresh content=0>x"_s,
        u"x"_s);
    row("M06 events and style", u"<p onclick=x() style='background:url(x)' class=a>t</p>"_s,
        u"<p>t</p>"_s);
    row("M06 comment", u"a<!-- <b> -->b"_s, u"ab"_s);
    row("M06 open comment", u"a<!-- b"_s, u"a&lt;!-- b"_s);
    row("vocabulary stays readable", u"say <mask> and </s> or <pad>"_s,
        u"say &lt;mask&gt; and  or &lt;pad&gt;"_s);
    row("attribute entity", u"<a href='&#106;avascript:x'>t</a>"_s, u"<a>t</a>"_s);
    row("quote in attribute", u"<a href='https://h/\"x'>t</a>"_s,
        u"<a href=\"https://h/&quot;x\">t</a>"_s);
    row("unclosed", u"<b>x<i>y"_s, u"<b>x<i>y</i></b>"_s);
    row("crossed", u"<b>x<i>y</b>z</i>"_s, u"<b>x<i>y</i></b>z"_s);
    row("bold around blocks ends", u"<b><p>x</b>y"_s, u"<b><p>x</p></b>y"_s);
    row("paragraph in paragraph", u"<p>a<p>b"_s, u"<p>a</p><p>b</p>"_s);
    row("link in link", u"<a href=/x>a<a href=/y>b</a></a>"_s,
        u"<a href=\"/x\">a</a><a href=\"/y\">b</a>"_s);
    row("items", u"<ul><li>a<li>b</ul>"_s, u"<ul><li>a</li><li>b</li></ul>"_s);
    row("item alone", u"<li>a</li>"_s, u"<div>a</div>"_s);
    row("table", u"<table><thead><tr><th align=right>a</thead><tbody><td>b</table>"_s,
        u"<table><tr><th align=\"right\">a</th><td>b</td></tr></table>"_s);
    row("text in table", u"<table>x<tr>y</table>"_s,
        u"<table><tr><td>x</td></tr><tr><td>y</td></tr></table>"_s);
    row("cell alone", u"<td>x</td>"_s, u"x"_s);
    row("M05 colspan", u"<table><tr><td colspan=100000000 rowspan=-3>x</table>"_s,
        u"<table><tr><td colspan=\"64\">x</td></tr></table>"_s);
    row("M07 sizes", u"<img src=a.png width=2000000000 height=-5>"_s,
        u"<img src=\"a.png\" width=\"4000\">"_s);
    row("M07 percent", u"<img src=a.png width='25%' height=40px>"_s,
        u"<img src=\"a.png\" width=\"25%\" height=\"40\">"_s);
    row("M01 file image", u"<img src='file:///etc/hostname' alt='the host'>"_s, u"the host"_s);
    row("M01 data image", u"<img src='data:,charset'>x"_s, u"x"_s);
    row("M01 network path", u"<img src='//h/x.png'><img src='\\\\h\\x.png'>"_s,
        u"<img src=\"https://h/x.png\"><img src=\"https://h/x.png\">"_s);
    row("centred", u"<center><p align=center>x</p></center>"_s,
        u"<div align=\"center\"><p align=\"center\">x</p></div>"_s);
    row("task", u"<ul><li><input type=checkbox checked disabled>x"_s, u"<ul><li>☑ x</li></ul>"_s);
    row("details", u"<details><summary>S</summary>x</details>"_s,
        u"<details><summary>S</summary>x</details>"_s);
    row("code", u"<pre><code class='language-python'>a <b>b</b></code></pre>"_s,
        u"<pre class=\"language-python\">a b</pre>"_s);
    row("break that closes", u"a</br>b"_s, u"a<br>b"_s);
    row("break that closes, in a list", u"<ol></br>b</ol>"_s, u"<ol><li><br>b</li></ol>"_s);
    row("break that closes, in code", u"<pre>a</br>b</pre>"_s, u"<pre>a\nb</pre>"_s);
    row("alert whose marker comes in parts", u"<blockquote><p>[!NO<!-- -->TE] x</blockquote>"_s,
        u"<blockquote class=\"alert-note\"><p>x</p></blockquote>"_s);
    row("alert in quotes deeper than shown",
        u"<blockquote>"_s.repeated(9) + u"<p>[!TIP]</blockquote>"_s,
        u"<blockquote>"_s.repeated(7) + u"<blockquote class=\"alert-tip\"><p></p></blockquote>"_s
            + u"</blockquote>"_s.repeated(7));
    row("no alert behind other text", u"<blockquote>a<p>[!NOTE] x</p></blockquote>"_s,
        u"<blockquote>a<p>[!NOTE] x</p></blockquote>"_s);
    row("M11 marks", u"a"_s + QString(20, QChar(0x301)), u"a"_s + QString(8, QChar(0x301)));
    row("M11 marks parted by what is not shown",
        u"a"_s + QString(6, QChar(0x301)) + QChar(0xFFFF) + QString(6, QChar(0x301)),
        u"a"_s + QString(8, QChar(0x301)));
    row("M11 marks parted by a comment",
        u"a"_s + QString(6, QChar(0x301)) + u"<!-- -->"_s + QString(6, QChar(0x301)),
        u"a"_s + QString(8, QChar(0x301)));
    row("M10 override", u"a\u202Eb"_s, u"ab"_s);
    row("heading", u"<h2 onclick=x>A B!</h2>"_s, u"<h2 id=\"a-b\">A B!</h2>"_s);
}

void tst_Card::sanitizes()
{
    QFETCH(QString, input);
    QFETCH(QString, output);
    const QString once = sanitizeHtml(input).html;
    QCOMPARE(once, output);
    QCOMPARE(sanitizeHtml(once).html, once);
}

// M02: at the greatest depth, too, the elements that a safe card puts around others are its own.
void tst_Card::sanitizesAtTheLimit_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("inline in a list") << u"<ul><b>x"_s;
    QTest::newRow("block in a list") << u"<ol><p>x"_s;
    QTest::newRow("block in a table") << u"<table><p>x"_s;
    QTest::newRow("cell") << u"<table><td align=right>x<td align=right>y"_s;
    QTest::newRow("item in a table") << u"<table><li>x"_s;
}

void tst_Card::sanitizesAtTheLimit()
{
    QFETCH(QString, end);
    for (int depth = 25; depth < 35; ++depth) {
        const QString once = sanitizeHtml(u"<div>"_s.repeated(depth) + end).html;
        QVERIFY(once.contains(u'x'));
        QCOMPARE(sanitizeHtml(once).html, once);
    }
}

void tst_Card::rendersMarkdown_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("part");
    QTest::newRow("table") << u"|a|b|\n|-|-:|\n|1|2|"_s << u"<th align=\"right\">b</th>"_s;
    QTest::newRow("strike") << u"~~a~~"_s << u"<s>a</s>"_s;
    QTest::newRow("task") << u"- [x] a\n- [ ] b"_s << u"<li>☑ a</li>"_s;
    QTest::newRow("address") << u"see https://h.example/x"_s
                             << u"<a href=\"https://h.example/x\">https://h.example/x</a>"_s;
    QTest::newRow("alert") << u"> [!WARNING]\n> Careful"_s
                           << u"<blockquote class=\"alert-warning\">\n<p>Careful</p>"_s;
    QTest::newRow("no alert") << u"> [!OTHER]\n> x"_s << u"[!OTHER]"_s;
    QTest::newRow("formula") << u"so $x_i^2$ is"_s << u"<code>x_i^2</code>"_s;
    QTest::newRow("money") << u"from $5 a day to 6$ more"_s << u"$5 a day to 6$"_s;
    QTest::newRow("footnote") << u"a[^n] b\n\n[^n]: the *note*\n    goes on"_s
                              << u"<sup><a href=\"#footnote-1\">1</a></sup>"_s;
    QTest::newRow("footnote text") << u"a[^n] b\n\n[^n]: the *note*\n    goes on"_s
                                   << u"<a name=\"footnote-1\"></a>the <i>note</i> goes on"_s;
    QTest::newRow("no footnote in code") << u"`a[^n]`\n\n[^n]: x"_s << u"<code>a[^n]</code>"_s;
    QTest::newRow("image in link")
        << u"[![b](https://h/b.svg)](https://h)"_s
        << u"<a href=\"https://h\"><img src=\"https://h/b.svg\" alt=\"b\"></a>"_s;
    QTest::newRow("html among markdown")
        << u"<p align=\"center\">\n<img src=\"a.png\"/>\n</p>\n\n# T\n\n**b**"_s
        << u"<h1 id=\"t\">T</h1>\n<p><b>b</b></p>"_s;
}

void tst_Card::rendersMarkdown()
{
    QFETCH(QString, markdown);
    QFETCH(QString, part);
    const QString html = readMarkdown(markdown).html;
    QVERIFY2(html.contains(part), qPrintable(html));
    QCOMPARE(sanitizeHtml(html).html, html);
}

void tst_Card::outlineIsUnique()
{
    const Card card
        = readMarkdown(u"# Use it\n## Use it\n### `code` & *more*\n## \n<h2 id=use-it>x</h2>"_s);
    const QList<CardHeading> expected{{1, u"Use it"_s, u"use-it"_s},
                                      {2, u"Use it"_s, u"use-it-1"_s},
                                      {3, u"code & more"_s, u"code--more"_s},
                                      {2, u"x"_s, u"use-it-2"_s}};
    QCOMPARE(card.outline, expected);
}

void tst_Card::staysLinear_data()
{
    QTest::addColumn<QString>("markdown");
    const auto many = [](const QString &part, int times) { return part.repeated(times); };
    QTest::newRow("M05 divs") << many(u"<div>"_s, 20000);
    QTest::newRow("M05 tables") << many(u"<table><tr><td>"_s, 20000);
    QTest::newRow("M05 lists") << many(u"<ul><li>"_s, 20000);
    QTest::newRow("M05 quotes") << many(u"> "_s, 50000) + u'x';
    QTest::newRow("M05 cells") << u"<table>"_s + many(u"<tr>"_s + many(u"<td>x"_s, 1000), 100);
    QTest::newRow("M05 links") << many(u"[a](b) "_s, 20000);
    QTest::newRow("M05 paragraph") << many(u"word "_s, 300000);
    QTest::newRow("M11 word") << many(u"w"_s, 1000000);
    QTest::newRow("M13 code") << u"```python\n"_s + many(u"x = '''\n"_s, 100000);
    QTest::newRow("less-than") << many(u"<"_s, 200000);
    QTest::newRow("tags without end") << u"<p>\n"_s + many(u"<a b='"_s, 50000);
    QTest::newRow("tags without end, spaced") << u"<p>\n"_s + many(u"<a b "_s, 50000);
    QTest::newRow("comments") << u"<p>\n"_s + many(u"<!-- "_s, 50000);
    QTest::newRow("scripts") << u"<p>\n"_s + many(u"<style>"_s, 50000);
    QTest::newRow("brackets") << many(u"["_s, 100000);
    QTest::newRow("emphasis") << many(u"*a **b "_s, 30000);
    QTest::newRow("backticks") << many(u"` `` "_s, 30000);
    QTest::newRow("dollars") << many(u"$ $a"_s, 30000);
    QTest::newRow("footnotes") << many(u"[^1]: x\n"_s, 30000);
    QTest::newRow("footnote references") << many(u"[^1] "_s, 30000) + u"\n\n[^1]: x"_s;
    QTest::newRow("headings alike") << many(u"# a\n"_s, 10000);
    QTest::newRow("entities") << many(u"<p>&&&&"_s, 30000);
}

void tst_Card::staysLinear()
{
    QFETCH(QString, markdown);
    const Worked worked;
    const QString html = readMarkdown(markdown).html;
    QCOMPARE_LT(worked.ms(), 2'000 * kSlowness); // quadratic time would need minutes
    QCOMPARE(sanitizeHtml(html).html, html);
}

void tst_Card::decodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("html");
    QTest::newRow("mark") << QByteArray("\xEF\xBB\xBF# a") << u"<h1 id=\"a\">a</h1>\n"_s;
    QTest::newRow("M14 invalid") << QByteArray("a\xFF b") << u"<p>a\uFFFD b</p>\n"_s;
    QTest::newRow("M14 NUL") << QByteArray("a\0b", 3) << u"<p>a\uFFFDb</p>\n"_s;
    QTest::newRow("M14 UTF-16") << QByteArray("\xFF\xFE"
                                              "a\0b\0",
                                              6)
                                << u"<p>ab</p>\n"_s;
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("P08 front matter, CRLF")
        << QByteArray("---\r\na: b\r\n---\r\n\r\nx\r\ny") << u"<p>x\ny</p>\n"_s;
}

void tst_Card::decodes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, html);
    QCOMPARE(readCard(bytes).html, html);
}

void tst_Card::links_data()
{
    QTest::addColumn<QString>("link");
    QTest::addColumn<QString>("safe");
    for (const char *kept : {"https://h/x", "http://127.0.0.1/x", "mailto:a@h", "#top", "docs/a.md",
                             "../x", "/a/b", "?x"})
        QTest::newRow(kept) << QString::fromLatin1(kept) << QString::fromLatin1(kept);
    for (const char *refused :
         {"javascript:alert(1)", "JaVaScript:x", "java\nscript:x", "file:///etc/passwd",
          "smb://h/s", "ssh://h", "vscode://x", "x-apt:x", "data:text/html,x", "qrc:/x",
          "about:blank", "https:///x", ""})
        QTest::newRow(refused) << QString::fromLatin1(refused) << QString();
}

void tst_Card::links()
{
    QFETCH(QString, link);
    QFETCH(QString, safe);
    QCOMPARE(safeLink(link), safe);
}

void tst_Card::realCards_data()
{
    QTest::addColumn<QString>("file");
    const QDir fixtures(QStringLiteral(HUBNAUT_SOURCE_DIR "/../shared/fixtures"));
    for (const QString &folder : {u"model-cards"_s, u"dataset-cards"_s, u"cards-edge"_s}) {
        for (const QFileInfo &file :
             QDir(fixtures.filePath(folder)).entryInfoList({u"*.md"_s}, QDir::Files))
            QTest::newRow(qPrintable(file.fileName())) << file.filePath();
    }
    if (!fixtures.exists())
        QTest::newRow("none") << QString();
}

void tst_Card::realCards()
{
    QFETCH(QString, file);
    if (file.isEmpty())
        QSKIP("no fixtures beside the source tree");
    QFile f(file);
    QVERIFY(f.open(QIODevice::ReadOnly));
    const QByteArray bytes = f.readAll();
    const Worked worked;
    const Card card = readCard(bytes);
    QCOMPARE_LT(worked.ms(), 1'000 * kSlowness);
    QVERIFY(!card.truncated);
    QCOMPARE(sanitizeHtml(card.html).html, card.html);
    for (const QString &never :
         {u"<script"_s, u"<style"_s, u" style="_s, u"javascript:"_s, u"<iframe"_s})
        QVERIFY2(!card.html.contains(never), qPrintable(never));
    if (bytes.startsWith("---\n"))
        QVERIFY(card.frontMatter.state != FrontMatter::State::Absent);
}

QTEST_GUILESS_MAIN(tst_Card)
#include "tst_card.moc"
