#pragma once

#include "ui/cache/treemap.h"

class CacheTreeModel;
class ElidedLabel;
class QToolButton;

// The map with its heading: what of the cache it shows, a way out, and what the marks mean.
class MapPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit MapPanel(const CacheTreeModel &model, QWidget *parent = nullptr);

    Treemap &map() { return *m_map; }
    void setScan(const CacheScan &scan, qint64 quarantined);

private:
    void showTitle();

    CacheScan m_scan;
    ElidedLabel *m_title;
    QToolButton *m_out;
    Treemap *m_map;
    qint64 m_bytes = 0;
};
