#pragma once

#include <QObject>
#include <QPointer>

class AppContext;
class PasteDialog;
class QMimeData;
class QWidget;

// Where pasted and dropped lists come in: several lines in a watched field, anything at all in a
// watched page, which has no other use for it.
class PasteDoor final : public QObject
{
    Q_OBJECT

public:
    PasteDoor(AppContext &app, QWidget *window);

    void watchField(QWidget *field);
    void watchPage(QWidget *page); // its children pass on what they have no use for
    void open(const QString &text); // empty: to be typed

signals:
    void started(); // downloads were asked for

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takes(const QObject *watched, const QMimeData *data) const;

    AppContext &m_app;
    QWidget *m_window;
    QPointer<PasteDialog> m_dialog;
};
