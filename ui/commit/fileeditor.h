#pragma once

#include "app/session/drafts.h"
#include "app/text/editabletext.h"
#include "ui/commit/commitdialog.h"

#include <QTimer>
#include <QWidget>

class CardVerdict;
class DiffView;
class EditorColours;
class EditorText;
class ElidedLabel;
class FindBar;
class MetadataForm;
class PageFind;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class SegmentedControl;
class StateView;

// A small text of a repository, edited in place of the tree, or a new one. Saving shows what was
// changed and makes a commit on top of what was read: nothing of others is overwritten. What is
// typed stays until it is committed or thrown away.
class FileEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit FileEditor(const CommitDialog::Place &place, QWidget *parent = nullptr);
    ~FileEditor() override; // what is typed can be gone on with, where drafts are kept

    void setDrafts(const Drafts &drafts); // before anything is opened; they outlive it

    // listing: all that the place has.
    void open(const RepoPlace &place, const FileListing &listing, const TreeEntry &entry);
    // path: a folder with its slash, or the whole name; text: to begin with, no change by itself.
    void openNew(const RepoPlace &place, const FileListing &listing, const QString &path,
                 const QString &text = {});
    bool isChanged() const; // and not committed
    // What is typed may go: at once, or when somebody says so.
    void askToLeave(const std::function<void()> &then);
    void save(); // asks first
    void leave(); // without asking
    void openFind();
    void setOffline(const QString &why); // HubClient::offlineReason()
    void showForm(); // of a card's metadata, in place of its text
    QWidget *keyTarget() const; // where the keys go
    QPlainTextEdit *text() const;
    QString path() const; // as it is typed, of a new file
    // Why it cannot be edited here, a sentence; empty: it can, as far as is known.
    static QString refusal(const TreeEntry &entry);

signals:
    void left(); // it has nothing to show any more
    void committed(const FileChange &change, const RepoChanged &end);
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *header();
    QWidget *newerRow();
    void begin(const RepoPlace &place, const QString &path, bool isNew);
    void load();
    Draft::Place draftPlace() const;
    Draft draft() const;
    void seekDraft(const std::function<void()> &otherwise);
    bool restore(const Draft &draft); // false: it is committed already
    void keepDraft();
    void forgetDraft();
    void take(const Result<Body> &body);
    void refuse(const QString &why);
    QString typed() const;
    FileChange change() const;
    DiffView *diffView(const QString &before, const QString &after);
    struct Newer; // what somebody else has committed
    void readNewer(const std::function<void(const Newer &)> &then);
    void show(const Newer &newer);
    void compare(const Newer &newer); // with what was typed
    void render();
    bool isCard() const; // which has metadata
    bool isFormShown() const;
    void showView(int view);
    QWidget *saveBody(CardVerdict **verdict); // what the last question shows

    const CommitDialog::Place m_place;
    std::optional<RepoPlace> m_at; // that it is based on
    TreeEntry m_entry;
    FileListing m_listing; // of m_at
    EditableText m_base;
    bool m_isNew = false;
    QByteArray m_newer; // commit that somebody else made of it; empty: none
    QLineEdit *m_path; // of a new file
    ElidedLabel *m_name;
    ElidedLabel *m_branch;
    QLabel *m_mark; // that it is not saved
    QWidget *m_newerRow;
    ElidedLabel *m_newerWords;
    EditorText *m_text;
    EditorColours *m_colours;
    SegmentedControl *m_mode; // text or form
    MetadataForm *m_form;
    QStackedWidget *m_views; // in the order of m_mode
    StateView *m_states;
    QPushButton *m_save;
    FindBar *m_findBar;
    PageFind *m_find;
    RequestHandle m_request;
    const Drafts *m_drafts = nullptr;
    QString m_opened; // Draft::opened
    int m_openings = 0; // tells an answer for the text before from one for this
    bool m_isKept = false; // a draft of it, perhaps
    bool m_isWarned = false; // that no draft can be kept
    QTimer m_keepTimer;
    QFuture<void> m_keeping;
};
