#pragma once

#include "app/hub/cardfields.h"

#include <QWidget>

class ChipRow;
class QCheckBox;
class QComboBox;
class QKeyEvent;
class QLabel;
class QLineEdit;

// One key of a card as a form shows it: its name, what edits it, and below what is wrong with it.
// What is typed counts when Enter is pressed or the field is left.
class MetadataField final : public QWidget
{
    Q_OBJECT

public:
    explicit MetadataField(const CardField &field, QWidget *parent = nullptr);
    ~MetadataField() override;

    const CardField &field() const { return m_field; }
    void setValues(const QStringList &values); // of the card; what is being typed stays
    void setNote(const QString &problem, const QString &refusal); // sentences; refused: read only
    void finish(); // what is typed counts now
    void reset(); // what is typed is of another card
    QStringList values() const { return m_values; }
    bool isList() const { return m_chips != nullptr; }

signals:
    void edited(const QStringList &values); // empty: the key is not wanted
    void undoWanted(); // of the card
    void redoWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takesKey(const QKeyEvent &key);
    QWidget *makeControl();
    QWidget *makeList();
    void take(const QString &text); // as the only value
    void addTyped(); // to the list
    void showChips();
    void showNote();

    const CardField m_field;
    QStringList m_values;
    QString m_problem;
    QString m_refusal;
    QString m_unfit; // of what was typed and not taken
    QLineEdit *m_line = nullptr; // also of the combo box
    QComboBox *m_choice = nullptr;
    QCheckBox *m_truth = nullptr;
    ChipRow *m_chips = nullptr;
    QWidget *m_control;
    QLabel *m_note;
};

// "Licence" for "license", with its mnemonic.
QString metadataName(const QString &key);
