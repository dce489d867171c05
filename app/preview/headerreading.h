#pragma once

#include "app/preview/tensors.h"

#include <functional>
#include <memory>

class ByteSource;

// Reads the header of one file of weights through as few and as small ranges as it takes: for
// safetensors one, or two when the header is larger than the first; for GGUF growing ones. Passing
// the allowance stops and says so, and goOn() raises it. GUI thread; parsing runs on the pool.
class HeaderReading final
{
public:
    enum class Format { Safetensors, Gguf };
    struct Outcome
    {
        TensorSet set; // all of it, or what is known so far
        qint64 wanted = 0; // 0: complete; else the bytes that the next step needs, with those read
    };
    using Done = std::function<void(Result<Outcome>)>;

    // Bytes without asking. A GGUF header holds the vocabulary: those of today have up to 16 MiB.
    static constexpr qint64 allowance(Format format)
    {
        return qint64(format == Format::Gguf ? 16 : 2) << 20;
    }

    HeaderReading(std::unique_ptr<ByteSource> source, Format format);
    ~HeaderReading();

    // done runs once for start() and once for each goOn(), or never when this is destroyed first.
    void start(Done done);
    void goOn(Done done);

    qint64 bytesRead() const;
    int reads() const;

private:
    void readTo(qint64 end);
    void parse();
    void onStep(HeaderStep step);

    struct Private;
    std::unique_ptr<Private> d;
};
