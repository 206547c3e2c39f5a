package unittf.core

/**
 * Why a file is refused; [code] is the same in every reader of such files, but for the last three,
 * which are this reader's own.
 */
enum class Reason(val code: String) {
    /** No details. */
    NOT_TFLITE("not_tflite"),

    /** Details: the number of inputs, the number of outputs. */
    TENSORS("tensors"),

    /** Details: the input's shape, the output's shape, as `1 x 256 x 256 x 3`. */
    SHAPE("shape"),

    /** Details: the input's type, the output's type, as `int8`. */
    TYPE("type"),

    /** No details. */
    RANGE_UNKNOWN("range_unknown"),

    /** No details. */
    CONTRACT_DAMAGED("contract_damaged"),

    /** Details: the contract's version. */
    CONTRACT_VERSION("contract_version"),

    /** Details: the field, as `tiles.overlap`. */
    CONTRACT_FIELD("contract_field"),

    /** Details: the field, what the contract says, what the file has. */
    CONTRACT_DISAGREES("contract_disagrees"),

    /** Details: the runtime with its version, since which one the file runs, or `?`, its words. */
    RUNTIME("runtime"),

    /** Details: the picture's width, its height, the side of the largest square that is taken. */
    PICTURE_TOO_LARGE("picture_too_large"),

    /** The file was there, and cannot be read any more. No details. */
    FILE_GONE("file_gone"),

    /** There is no file yet. No details. */
    NO_MODEL("no_model"),
}

/**
 * A file that cannot be used. The message is an English sentence: what is wrong and what to do.
 *
 * @property details what [Reason] lists, for a sentence in the user's language.
 */
class Refusal(val reason: Reason, vararg details: String) : Exception(sentence(reason, details)) {
    val details: List<String> = details.toList()
}

private fun sentence(reason: Reason, details: Array<out String>): String {
    fun detail(index: Int) = details.getOrElse(index) { "?" }
    return when (reason) {
        Reason.NOT_TFLITE ->
            "This is not a TFLite file, or it is cut off: make one with export.convert."

        Reason.TENSORS ->
            "The model has ${detail(0)} inputs and ${detail(1)} outputs; expected one picture in " +
                "and one picture out."

        Reason.SHAPE ->
            "The model takes ${detail(
                0,
            )} and gives ${detail(1)}; expected 1 x height x width x 3 " +
                "for both, with known sides: export it with a fixed size."

        Reason.TYPE ->
            "The model takes ${detail(0)} and gives ${detail(1)}; expected uint8 or float32: " +
                "export it with --io=uint8."

        Reason.RANGE_UNKNOWN ->
            "The model works on floats and does not say in which range; give the range, or " +
                "export it with --io=uint8."

        Reason.CONTRACT_DAMAGED ->
            "The model's description is not a JSON object; export it again."

        Reason.CONTRACT_VERSION ->
            "The model's description has version ${detail(0)}, made by a newer exporter; " +
                "this reader knows version 1: update it."

        Reason.CONTRACT_FIELD ->
            "The model's description lacks `${detail(0)}`, or its value is of the wrong kind; " +
                "export the model again."

        Reason.CONTRACT_DISAGREES ->
            "The model's description gives ${detail(1)} for `${detail(0)}`, but the model has " +
                "${detail(2)}; export it again."

        Reason.RUNTIME ->
            "${detail(0)} does not run this model (it runs since: ${detail(1)}): ${detail(2)}. " +
                "Convert it with --quantize=int8."

        Reason.PICTURE_TOO_LARGE ->
            "The model's pictures have ${detail(0)} x ${detail(1)} pixels; at most as many as in " +
                "${detail(2)} x ${detail(2)} are taken: export it with a smaller --image_size."

        Reason.FILE_GONE ->
            "The model's file is gone or cannot be read: add it again, or choose another."

        Reason.NO_MODEL ->
            "No model was chosen: choose one."
    }
}
