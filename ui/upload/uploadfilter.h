#pragma once

#include "models/uploadmodel.h"

#include <QWidget>

class Chip;
class SearchBox;

// Which files of an upload are shown: by what becomes of them, and by name.
class UploadFilter final : public QWidget
{
    Q_OBJECT

public:
    explicit UploadFilter(UploadModel &model, QWidget *parent = nullptr);

    void clear(); // all files

private:
    void choose(std::optional<UploadPlanRow::Group> group);
    void count();

    UploadModel &m_model;
    std::optional<UploadPlanRow::Group> m_group;
    Chip *m_all;
    std::array<Chip *, UploadPlanRow::kGroups> m_chips{};
    SearchBox *m_search;
};
