#include "app/text/licence.h"

#include <QTest>

using namespace Qt::StringLiterals;

class tst_Licence final : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
};

void tst_Licence::names_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("name");
    QTest::newRow("first") << u"afl-3.0"_s << u"Academic Free 3.0"_s;
    QTest::newRow("apache") << u"apache-2.0"_s << u"Apache 2.0"_s;
    QTest::newRow("last") << u"zlib"_s << u"zlib"_s;
    QTest::newRow("creative commons") << u"cc-by-nc-sa-4.0"_s << u"CC BY-NC-SA 4.0"_s;
    QTest::newRow("short creative commons") << u"cc-by-4.0"_s << u"CC BY 4.0"_s;
    QTest::newRow("no version") << u"cc-by-"_s << u"cc-by-"_s;
    QTest::newRow("unknown") << u"our-own-terms"_s << u"our-own-terms"_s;
    QTest::newRow("M10 override") << u"mit\u202e\n"_s << u"MIT"_s;
    QTest::newRow("empty") << QString() << QString();
}

void tst_Licence::names()
{
    QFETCH(QString, id);
    QTEST(licenceName(id), "name");
}

QTEST_APPLESS_MAIN(tst_Licence)
#include "tst_licence.moc"
