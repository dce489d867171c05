#pragma once

#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "models/diffmodel.h"
#include "tests/support/addrepo.h"
#include "tests/support/plaintext.h"
#include "tests/support/repobench.h"
#include "tests/support/windowstage.h"
#include "ui/commit/fileeditor.h"
#include "ui/community/diffview.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

// A window with a repository of texts, and what somebody does with its editor.
class EditorStage
{
protected:
    bool start() // once
    {
        QString error;
        applyTheme(*qApp, Settings::Theme::Light);
        return m_demo.start(&error);
    }
    void openRepo() // a new one, its files
    {
        m_demo.hub().clearFaults();
        m_repo = RepoId::parse(RepoKind::Model, u"ada/text-%1"_s.arg(++m_number));
        QVERIFY(addRepo(m_demo.hub().store(), *m_repo,
                        {{u"run.py"_s, kProgram},
                         {u"mixed.txt"_s, "one\r\ntwo\n"},
                         {u"weights.bin"_s, QByteArray(2'000, '\1')},
                         {u"sub/one.json"_s, "[1]"}}));
        m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
        m_stage->app().start();
        openFiles();
        QTRY_VERIFY(view()->model()->rowCount() >= 4);
    }
    void openFiles() // in a new window
    {
        QVERIFY(m_stage->openWindow());
        m_stage->window().openAddress(
            {.repo = *m_repo, .section = HubAddress::Section::Files, .path = {}});
        QTRY_VERIFY(view() && view()->model()->rowCount() > 0);
    }
    FilesSection *section() const { return m_stage->window().findChild<FilesSection *>(); }
    FileTreeView *view() const { return m_stage->visible<FileTreeView>(); }
    FileEditor *editor() const { return m_stage->visible<FileEditor>(); }
    QPlainTextEdit *text() const { return editor()->text(); }
    CommitDialog *dialog() const { return m_stage->visible<CommitDialog>(); }
    QMessageBox *question() const { return m_stage->visible<QMessageBox>(); }
    QPushButton *button(const QString &text) const { return buttonWith(*editor(), text); }
    void choose(const QString &path) const
    {
        auto *model = static_cast<FileTreeModel *>(view()->model());
        QTRY_VERIFY(model->indexOf(path).isValid());
        view()->select(path);
        view()->setFocus();
    }
    void edit(const QString &path) const
    {
        choose(path);
        QTest::keyClick(view(), Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(editor() && (text()->isVisible() || button(u"Back"_s) || button(u"Retry"_s)));
    }
    void type(const QString &added) const
    {
        QTRY_VERIFY(text()->isVisible());
        text()->moveCursor(QTextCursor::End);
        QTest::keyClicks(text(), added);
    }
    void save() const
    {
        QTest::keyClick(text(), Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(dialog());
    }
    bool says(const QString &words) const
    {
        for (const auto *label : editor()->findChildren<ElidedLabel *>())
            if (label->isVisible() && label->text() == words)
                return true;
        return false;
    }
    QStringList diff() const // signs and lines
    {
        const auto *view = m_stage->visible<DiffView>();
        if (!view)
            return {};
        const auto *model = static_cast<DiffModel *>(view->model());
        QStringList all;
        for (int i = 0; i < model->rowCount(); ++i) {
            const DiffRow &row = model->row(i);
            if (row.kind == DiffRow::Kind::Added || row.kind == DiffRow::Kind::Removed)
                all << (row.kind == DiffRow::Kind::Added ? u"+"_s : u"-"_s) + row.text;
        }
        return all;
    }
    QByteArray stored(const QString &path, const QString &revision = u"main"_s)
    {
        const auto file = m_demo.hub().store().file(*m_repo, path, revision);
        return file ? file->content.all() : QByteArray("not there");
    }
    void theirs(const QString &path, const QByteArray &content)
    {
        m_demo.hub().store().commit(
            *m_repo, u"main"_s, {.title = u"Theirs"_s, .adds = {{path, Content::bytes(content)}}});
    }

    inline static const QByteArray kProgram = "import json\r\n# é\r\nprint(json)\r\n";
    DemoHub m_demo;
    std::optional<RepoId> m_repo;
    int m_number = 0; // of repositories
    std::unique_ptr<WindowStage> m_stage;
};
