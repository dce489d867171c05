#pragma once

#include "ui/preview/imagedecode.h"

#include <QWidget>

class ElidedLabel;
class ImageView;
class QLabel;

// A picture with its size and the zoom under it.
class ImagePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ImagePanel(QWidget *parent = nullptr);

    void setImage(const PreviewImage &image);

private:
    ImageView *m_view;
    ElidedLabel *m_facts;
    QLabel *m_zoom;
};
