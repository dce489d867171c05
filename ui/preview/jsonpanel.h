#pragma once

#include "models/jsontreemodel.h"

#include <QWidget>

class PreviewController;
class QLabel;
class QTreeView;
class StateView;

// A JSON document as a tree. The document is read and parsed when the tree is first looked at, and
// kept with what is open in it until another file is shown.
class JsonPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit JsonPanel(PreviewController &controller, QWidget *parent = nullptr);

    void start(); // again with the same file: nothing happens

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void setUpView();
    void forgetOther();
    void take(const Result<std::shared_ptr<const JsonTree>> &tree);
    void copy(int role);

    PreviewController &m_controller;
    JsonTreeModel m_model;
    QTreeView *m_view;
    StateView *m_states;
    QLabel *m_count;
    int m_keyColumn = -1; // width that fitted last; -1: none yet
};
