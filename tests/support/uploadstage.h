#pragma once

#include "app/demohub.h"
#include "app/disk/wholefile.h"
#include "app/localhub/localstore.h"
#include "tests/support/addrepo.h"
#include "tests/support/repobench.h"
#include "tests/support/windowstage.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/theme.h"
#include "ui/upload/uploaddialog.h"
#include "ui/upload/uploadview.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

inline const QString kPreupload = QStringLiteral("/api/models/ada/basket/preupload");

// The window with the files of a repository, and a folder of files that may be uploaded to it.
class UploadStage
{
protected:
    void begin() // once
    {
        QString error;
        QVERIFY2(m_demo.start(&error), qPrintable(error));
        applyTheme(*qApp, Settings::Theme::Light);
        QVERIFY(addRepo(m_demo.hub().store(), m_repo,
                        {{QStringLiteral("README.md"), "---\nlicense: mit\n---\n"},
                         {QStringLiteral("config.json"), "{\"layers\":2}"},
                         {QStringLiteral("sub/one.json"), "[1]"},
                         {QStringLiteral("sub/two.json"), "[2]"}}));
    }
    void open(const QProcessEnvironment &variables)
    {
        m_stage = std::make_unique<WindowStage>(variables, true);
        QVERIFY(m_stage->openWindow());
        m_stage->app().start();
        m_stage->window().openAddress(
            {.repo = m_repo, .revision = {}, .section = HubAddress::Section::Files, .path = {}});
        QTRY_VERIFY(view());
        QTRY_VERIFY(view()->model()->rowCount() >= 3);
        QTRY_VERIFY(!pointOf(QStringLiteral("sub")).isNull());
    }
    void openAnew()
    {
        m_source = std::make_unique<QTemporaryDir>();
        m_demo.hub().clearFaults();
        open(m_demo.variables());
        m_demo.hub().forgetRequests();
    }
    void put(const QString &path, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(pathOf(path)).path());
        QVERIFY(writeWholeFile(pathOf(path), content));
    }
    QString pathOf(const QString &path) const { return m_source->filePath(path); }
    FileTreeView *view() const { return m_stage->visible<FileTreeView>(); }
    UploadDialog *dialog() const { return m_stage->visible<UploadDialog>(); }
    QPoint pointOf(const QString &path) const // empty: below all rows
    {
        if (path.isEmpty())
            return {view()->viewport()->width() / 2, view()->viewport()->height() - 4};
        return view()
            ->visualRect(static_cast<FileTreeModel *>(view()->model())->indexOf(path))
            .center();
    }
    QList<QUrl> urlsOf(const QStringList &files) const
    {
        QList<QUrl> urls;
        for (const QString &file : files)
            urls << QUrl::fromLocalFile(pathOf(file));
        return urls;
    }
    bool drag(const QString &path, const QStringList &files, bool drops = true) const
    {
        QMimeData data;
        data.setUrls(urlsOf(files));
        const QPoint at = pointOf(path);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view()->viewport(), &enter); // nothing is dropped without it
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view()->viewport(), &move);
        if (!drops || !move.isAccepted())
            return move.isAccepted();
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view()->viewport(), &event);
        return event.isAccepted();
    }
    bool isPlanned() const { return dialog() && dialog()->controller().whyNot().isEmpty(); }
    UploadController::Phase phase() const { return dialog()->controller().phase(); }
    QPushButton *button(const QString &text) const { return buttonWith(*dialog(), text); }
    QPlainTextEdit *field(const QString &name) const
    {
        for (auto *each : dialog()->findChildren<QPlainTextEdit *>())
            if (each->accessibleName() == name)
                return each;
        return nullptr;
    }
    QString state(const QString &path) const
    {
        const auto *model
            = static_cast<UploadModel *>(dialog()->findChild<UploadView *>()->model());
        return model->indexOf(path).data(UploadModel::StateRole).toString();
    }
    int writes() // that reached any of the Hub's hosts
    {
        int count = 0;
        for (const auto &request : m_demo.hub().requests("hub") + m_demo.hub().requests("cdn"))
            count += !QByteArrayList{"GET", "HEAD"}.contains(request.method)
                && !request.target.startsWith(kPreupload.toUtf8()); // that only asks
        return count;
    }
    QByteArray stored(const QString &path)
    {
        const auto file = m_demo.hub().store().file(m_repo, path, QStringLiteral("main"));
        return file ? file->content.all() : QByteArray("not there");
    }

    DemoHub m_demo;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, QStringLiteral("ada/basket"));
    std::unique_ptr<QTemporaryDir> m_source;
    std::unique_ptr<WindowStage> m_stage;
};
