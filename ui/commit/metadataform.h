#pragma once

#include "app/hub/cardfields.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class CardVerdict;
class HubClient;
class MetadataField;
class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class ResultsField;

// The front matter of a card as a form over its text. The text is all there is: a field that is
// edited changes the lines of its key there, in one step that can be undone, and what is typed into
// the text shows here. What cannot be edited so without damage is told and left alone.
class MetadataForm final : public QWidget
{
    Q_OBJECT

public:
    MetadataForm(HubClient &hub, QPlainTextEdit &text, QWidget *parent = nullptr);
    ~MetadataForm() override;

    void setRepo(const RepoId &repo); // whose card it is
    void finish(); // what is typed in a field counts now
    void setOffline(const QString &why); // HubClient::offlineReason()

signals:
    void textWanted(); // the form is of no use

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makePage();
    QWidget *makeRefusalPage();
    void makeFields(RepoKind kind);
    void place(const QList<MetadataField *> &wanted); // in the grid
    void read();
    QString apply(const CardMeta::Change &change); // why it was not; empty: it was
    void edit(MetadataField &field, const QStringList &values);
    void editResults(const CardMeta::Change &change);
    CardMeta meta() const; // of the text as it is now
    QString card() const;

    HubClient &m_hub;
    QPlainTextEdit &m_text;
    std::optional<RepoId> m_repo;
    QTimer m_timer; // of what is typed into the text
    QStackedWidget *m_pages;
    QLabel *m_refusal;
    QWidget *m_column;
    QGridLayout *m_grid;
    QList<MetadataField *> m_fields;
    QList<MetadataField *> m_placed;
    ResultsField *m_results;
    QPushButton *m_check;
    CardVerdict *m_verdict;
};
