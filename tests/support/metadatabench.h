#pragma once

#include "app/localhub/localhub.h"
#include "app/net/hubclient.h"
#include "ui/commit/metadatafield.h"
#include "ui/commit/metadataform.h"
#include "ui/widgets/chip.h"

#include <QLabel>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// A card with much that an edit could damage.
inline const QString kCard = u"---\n"
                             "# about this card\n"
                             "license: mit # keep\n"
                             "language: 'en'\n"
                             "tags:\n"
                             "- one # first\n"
                             "- two\n"
                             "odd: &x [1, 2]\n"
                             "datasets: *x\n"
                             "---\n"
                             "# T\n"_s;

// All that its labels say.
inline QString saidIn(const QWidget &window)
{
    QStringList all;
    for (const QLabel *label : window.findChildren<QLabel *>())
        if (label->isVisible())
            all << label->text();
    return all.join(u'\n');
}

// A form over a text, on a Hub of its own.
struct MetadataBench
{
    explicit MetadataBench(const QString &card, RepoKind kind = RepoKind::Model)
        : hub({.folder = folder.path()})
    {
        if (!hub.start())
            qFatal("no Hub");
        client.setEndpoint(hub.url());
        text.setPlainText(card);
        text.document()->setModified(false);
        form.setRepo(*RepoId::parse(kind, u"ada/one"));
        form.resize(800, 900);
        form.show();
        form.activateWindow();
        if (!QTest::qWaitForWindowActive(&form))
            qFatal("no window");
    }
    MetadataField *field(const QString &key) { return form.findChild<MetadataField *>(key); }
    QLineEdit *line(const QString &key) { return field(key)->findChild<QLineEdit *>(); }
    QStringList chips(const QString &key)
    {
        QStringList all;
        for (const Chip *chip : field(key)->findChildren<Chip *>())
            if (chip->isVisible())
                all << chip->text();
        return all;
    }
    QString note(const QString &key)
    {
        for (const QLabel *label : field(key)->findChildren<QLabel *>())
            if (label->isVisible() && !label->buddy())
                return label->text();
        return {};
    }
    QString says() const { return saidIn(form); }
    void type(const QString &key, const QString &value)
    {
        line(key)->setFocus();
        line(key)->selectAll();
        if (!line(key)->text().isEmpty()) // there it would take the last of a list
            QTest::keyClick(line(key), Qt::Key_Backspace);
        QTest::keyClicks(line(key), value);
        QTest::keyClick(line(key), Qt::Key_Return);
    }
    QString card() const { return text.toPlainText(); }
    static QString with(QString card, const QString &from, const QString &to)
    {
        return card.replace(from, to);
    }

    QTemporaryDir folder;
    LocalHub hub;
    QNetworkAccessManager nam;
    HubClient client{QUrl(u"http://127.0.0.1:1"_s), nam};
    QPlainTextEdit text;
    MetadataForm form{client, text};
};
