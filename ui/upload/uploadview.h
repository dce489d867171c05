#pragma once

#include "models/uploadmodel.h"

#include <QSet>
#include <QTreeView>

// The files of an upload. A new plan keeps what is folded, chosen and where the list stands.
class UploadView final : public QTreeView
{
    Q_OBJECT

public:
    explicit UploadView(UploadModel &model, QWidget *parent = nullptr);

    void point(const QString &path); // makes it current and visible, as far as it is there

private:
    void keep();
    void restore();

    UploadModel &m_model;
    QSet<int> m_folded; // groups
    QString m_current;
    int m_scrolled = 0;
    bool m_isRestoring = false;
};
