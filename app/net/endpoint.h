#pragma once

#include <QStringView>
#include <QUrl>

#include <expected>

// What a person or HF_ENDPOINT may give as the Hub's address, made into one form: http(s),
// lower-case host, no credentials, query or fragment, no trailing slash; a path prefix (mirrors) is
// kept. The error is a translated sentence. Source: hub-api 1.
std::expected<QUrl, QString> normalisedEndpoint(QStringView text);

QUrl publicHub(); // https://huggingface.co
// A link out of an answer as an address of the endpoint: mirrors pass on links with the public host
// (hub-api 1). Empty when it leads elsewhere or carries credentials.
QUrl onEndpoint(const QUrl &link, const QUrl &endpoint);
