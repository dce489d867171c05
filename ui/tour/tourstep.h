#pragma once

#include "ui/tour/tourstage.h"

#include <functional>

// One thing to take pictures of.
struct TourStep
{
    QString name; // of the files, without theme and size
    QString what; // for the list of pictures
    std::function<void(TourStage &)> prepare; // what a person would do
    std::function<bool(TourStage &)> ready; // whether it can be seen now
    bool moves = false; // the picture never stands still
};

// Steps that follow each other in one window.
struct TourScene
{
    TourStage::Start start = TourStage::Start::SignedIn;
    QList<TourStep> steps;
};

QList<TourScene> tourScenes(); // everything there is to show
// By area; tourScenes() joins them.
QList<TourScene> searchScenes(); // toursearch.cpp
QList<TourScene> repoScenes(); // tourrepo.cpp
QList<TourScene> fileScenes(); // tourfiles.cpp
QList<TourScene> windowScenes(); // tourwindow.cpp
QList<TourScene> transferScenes(); // tourtransfers.cpp
QList<TourScene> troubleScenes(); // tourtrouble.cpp
QList<TourScene> updateScenes(); // tourupdates.cpp
QList<TourScene> cacheScenes(); // tourcache.cpp
QList<TourScene> uploadScenes(); // tourupload.cpp
QList<TourScene> commitScenes(); // tourcommit.cpp
QList<TourScene> metadataScenes(); // tourmetadata.cpp
QList<TourScene> watchScenes(); // tourwatch.cpp
