#pragma once

#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/addrepo.h"
#include "tests/support/plaintext.h"
#include "tests/support/repobench.h"
#include "tests/support/windowstage.h"
#include "ui/commit/commitdialog.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/theme.h"
#include "ui/window/toast.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

// The window with the files of a repository of one's own, which may be changed.
class ChangeStage
{
protected:
    void begin() // once
    {
        QString error;
        QVERIFY2(m_demo.start(&error), qPrintable(error));
        applyTheme(*qApp, Settings::Theme::Light);
    }
    void open(const QProcessEnvironment &variables, const Revision &revision = {})
    {
        m_stage = std::make_unique<WindowStage>(variables, true);
        QVERIFY(m_stage->openWindow());
        m_stage->app().start();
        m_stage->window().openAddress({.repo = *m_repo,
                                       .revision = revision,
                                       .section = HubAddress::Section::Files,
                                       .path = {}});
        QTRY_VERIFY(view());
        QTRY_VERIFY(rows().contains(u"sub"_s) && rows().contains(u"config.json"_s));
    }
    // A repository of its own, and its files.
    void openNew()
    {
        m_demo.hub().clearFaults();
        m_repo = RepoId::parse(RepoKind::Model, u"ada/box-%1"_s.arg(++m_number));
        QVERIFY(addRepo(m_demo.hub().store(), *m_repo,
                        {{u"README.md"_s, "---\nlicense: mit\n---\n"},
                         {u"config.json"_s, "{\"layers\":2}"},
                         {u"sub/one.json"_s, "[1]"},
                         {u"sub/two.json"_s, "[2]"}}));
        open(m_demo.variables());
        m_demo.hub().forgetRequests();
    }
    FileTreeView *view() const { return m_stage->visible<FileTreeView>(); }
    FileTreeModel *model() const { return static_cast<FileTreeModel *>(view()->model()); }
    CommitDialog *dialog() const { return m_stage->visible<CommitDialog>(); }
    QPushButton *button(const QString &text) const { return buttonWith(*dialog(), text); }
    QStringList rows() const // of the top
    {
        QStringList all;
        for (int row = 0; view() && row < model()->rowCount(); ++row)
            all << model()->index(row, 0).data(FileTreeModel::PathRole).toString();
        return all;
    }
    void choose(const QStringList &paths) const
    {
        view()->select(paths.first());
        for (const QString &path : paths.sliced(1))
            view()->selectionModel()->select(
                model()->indexOf(path), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        view()->setFocus();
    }
    void press(Qt::Key key) const { QTest::keyClick(view(), key); }
    QLineEdit *nameField() const // of the question that is asked
    {
        press(Qt::Key_F2);
        return QTest::qWaitFor([this] { return dialog(); }) ? dialog()->findChild<QLineEdit *>()
                                                            : nullptr;
    }
    QString question() const
    {
        for (const auto *label : dialog()->findChildren<QLabel *>())
            if (label->isVisible() && label->text().endsWith(u'?'))
                return plain(label->text());
        return {};
    }
    QString current() const
    {
        return view() ? view()->currentIndex().data(FileTreeModel::PathRole).toString() : QString();
    }
    Toast *toast() const { return m_stage->visible<Toast>(); }
    QByteArray stored(const QString &path, const QString &revision = u"main"_s)
    {
        const auto file = m_demo.hub().store().file(*m_repo, path, revision);
        return file ? file->content.all() : QByteArray("not there");
    }
    int writes()
    {
        int count = 0;
        for (const SeenRequest &request : m_demo.hub().requests())
            count += request.method != "GET" && request.method != "HEAD" ? 1 : 0;
        return count;
    }

    DemoHub m_demo;
    std::optional<RepoId> m_repo;
    int m_number = 0; // of repositories
    std::unique_ptr<WindowStage> m_stage;
};
