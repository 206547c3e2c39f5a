// Runs a model once through the C functions that Android's libtensorflowlite_jni.so exports.
// usage: run_tflite LIBRARY MODEL INPUT OUTPUT    (the tensors' bytes, as they are in memory)
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

// Code for Android on arm64 reads its stack guard 40 bytes after the thread pointer. There, with
// glibc, the program's thread-local objects begin: this one keeps the place unchanged.
__thread char guard[256] __attribute__((aligned(16), used));

static void fail(const char *what) {
    fprintf(stderr, "run_tflite: %s\n", what);
    exit(1);
}

static void *library;

static void *function(const char *name) {
    void *found = dlsym(library, name);
    if (!found) fail(dlerror());
    return found;
}

static void *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail("cannot read the input");
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    void *bytes = malloc(*size);
    if (fread(bytes, 1, *size, file) != *size) fail("cannot read the input");
    fclose(file);
    return bytes;
}

int main(int count, char **arguments) {
    if (count != 5) fail("usage: run_tflite LIBRARY MODEL INPUT OUTPUT");
    guard[0] = 1;
    library = dlopen(arguments[1], RTLD_NOW);
    if (!library) fail(dlerror());

    const char *(*version)(void) = function("TfLiteVersion");
    void *(*read_model)(const char *) = function("TfLiteModelCreateFromFile");
    void *(*make_options)(void) = function("TfLiteInterpreterOptionsCreate");
    void (*set_threads)(void *, int) = function("TfLiteInterpreterOptionsSetNumThreads");
    void *(*make_interpreter)(void *, void *) = function("TfLiteInterpreterCreate");
    int (*allocate)(void *) = function("TfLiteInterpreterAllocateTensors");
    void *(*input_of)(void *, int) = function("TfLiteInterpreterGetInputTensor");
    void *(*output_of)(void *, int) = function("TfLiteInterpreterGetOutputTensor");
    int (*write_tensor)(void *, const void *, size_t) = function("TfLiteTensorCopyFromBuffer");
    int (*read_tensor)(void *, void *, size_t) = function("TfLiteTensorCopyToBuffer");
    size_t (*size_of)(void *) = function("TfLiteTensorByteSize");
    int (*invoke)(void *) = function("TfLiteInterpreterInvoke");

    void *model = read_model(arguments[2]);
    void *options = make_options();
    // With two it ended in a bus error: new threads have something else where the guard is read.
    set_threads(options, 1);
    void *interpreter = model ? make_interpreter(model, options) : NULL;
    if (!interpreter || allocate(interpreter)) fail("cannot prepare the model");

    size_t size;
    void *input = read_file(arguments[3], &size);
    if (write_tensor(input_of(interpreter, 0), input, size)) fail("the input has another size");
    if (invoke(interpreter)) fail("the model does not run");

    void *tensor = output_of(interpreter, 0);
    size = size_of(tensor);
    void *output = malloc(size);
    if (read_tensor(tensor, output, size)) fail("cannot read the output");
    FILE *file = fopen(arguments[4], "wb");
    if (!file || fwrite(output, 1, size, file) != size || fclose(file)) fail("cannot write");
    printf("TFLite %s\n", version());
    return 0;
}
