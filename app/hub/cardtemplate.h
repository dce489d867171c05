#pragma once

#include "app/hub/repoid.h"

// A first README.md for such a repository: the front matter that the Hub reads (hub-api 31) and a
// heading for each thing that readers ask first. In English, as most cards are; what is not known
// yet stands in comments. Pure.
QString cardTemplate(const RepoId &repo);
