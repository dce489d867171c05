// What a screen reader or another program sees of the field for a token (I12): that it is there,
// and not what is in it.

#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

// Names, descriptions and values of an accessible object and of all below it.
void readTree(QAccessibleInterface *object, QString &all)
{
    if (!object)
        return;
    for (const auto text :
         {QAccessible::Name, QAccessible::Description, QAccessible::Value, QAccessible::Help})
        all += object->text(text) + u'\n';
    if (auto *text = object->textInterface())
        all += text->text(0, text->characterCount()) + u'\n';
    for (int i = 0; i < object->childCount(); ++i)
        readTree(object->child(i), all);
}

} // namespace

class TestTokenField final : public QObject
{
    Q_OBJECT

private slots:
    void theTokenIsInNoTree();
};

void TestTokenField::theTokenIsInNoTree()
{
    DemoHub demo;
    QString error;
    QVERIFY2(demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
    QProcessEnvironment variables = demo.variables();
    variables.remove(u"HF_TOKEN"_s);
    WindowStage stage(variables);
    QVERIFY(stage.openWindow());
    stage.app().start();
    stage.window().openPage(PageId::Settings);
    QLineEdit *field = nullptr;
    for (auto *edit : stage.window().findChildren<QLineEdit *>())
        if (edit->echoMode() == QLineEdit::Password)
            field = edit;
    QVERIFY(field);
    field->setText(u"hf_CANARY0123456789"_s);
    QString all;
    readTree(QAccessible::queryAccessibleInterface(&stage.window()), all);
    QVERIFY2(all.contains(field->accessibleName()), qPrintable(field->accessibleName()));
    QVERIFY(!all.contains(u"hf_CANARY"_s));
}

QTEST_MAIN(TestTokenField)
#include "tst_tokenfield.moc"
