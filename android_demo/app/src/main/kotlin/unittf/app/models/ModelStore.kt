package unittf.app.models

import android.content.SharedPreferences
import android.content.res.AssetManager
import unittf.core.ModelFile
import unittf.core.Reason
import unittf.core.Refusal
import java.io.File
import java.io.IOException
import java.nio.ByteBuffer

/**
 * The models on this phone, and which of them is chosen.
 *
 * @param assets hold the app's own models.
 * @param own folder of the models that the user added.
 * @property pushed folder of the models that come by `adb push`; null where there is no storage
 *   to show to a computer.
 */
class ModelStore(
    private val assets: AssetManager,
    private val own: File,
    val pushed: File?,
    private val preferences: SharedPreferences,
) {
    /** A pushed file that is no model for this app. */
    class Refused(val file: File, val refusal: Refusal)

    /** All that is there: what can be used, and what cannot. */
    class Listing(val models: List<InstalledModel>, val refused: List<Refused>)

    /** The models that can be used: the app's own, then the user's, then pushed ones. */
    fun list(): List<InstalledModel> = read().models

    /** Reads all files; their weights stay where they are. */
    fun read(): Listing {
        val refused = ArrayList<Refused>()
        val models = builtIn() + files(own).mapNotNull { read(it, Origin.OWN).getOrNull() } +
            files(pushed).mapNotNull { file ->
                read(file, Origin.PUSHED).getOrElse { problem ->
                    refused += Refused(file, problem as Refusal)
                    null
                }
            }
        return Listing(models, refused)
    }

    /** The model to use: the one the user chose, else the app's first. */
    var chosen: InstalledModel
        get() {
            val id = preferences.getString(CHOSEN, null)
            return id?.let(::find) ?: builtIn().first()
        }
        set(value) = preferences.edit().putString(CHOSEN, value.id).apply()

    /** The model of this [id]; null where it is gone or no longer fits. */
    fun find(id: String): InstalledModel? {
        val name = id.substringAfter('/')
        if (name != File(name).name) return null
        return when (id.substringBefore('/')) {
            Origin.BUILT_IN.key -> builtIn().find { it.id == id }
            Origin.OWN.key -> read(File(own, name), Origin.OWN).getOrNull()
            Origin.PUSHED.key -> pushed?.let { read(File(it, name), Origin.PUSHED).getOrNull() }
            else -> null
        }
    }

    /**
     * Deletes a model that the user added; where it was chosen, the app's first takes its place.
     *
     * @return whether the file is gone.
     */
    fun remove(model: InstalledModel): Boolean {
        require(model.origin == Origin.OWN) { "${model.id} is not the user's own" }
        val file = File(own, model.id.substringAfter('/'))
        FloatRange.fileOf(file).delete()
        return file.delete() || !file.exists()
    }

    private fun builtIn(): List<InstalledModel> = assets
        .list(BUILT_IN)
        .orEmpty()
        .filter { it.endsWith(ENDING) }
        .sorted()
        .map { name ->
            val open = { FileMap.of(assets, "$BUILT_IN/$name") }
            val file = open()
            val contract = ModelFile.read(file)
            val id = "${Origin.BUILT_IN.key}/$name"
            InstalledModel(id, contract, Origin.BUILT_IN, file.capacity().toLong(), 0, open)
        }

    private fun files(folder: File?): List<File> = folder
        ?.listFiles { file -> file.isFile && file.name.endsWith(ENDING) }
        .orEmpty()
        .sortedBy { it.name.lowercase() }

    private fun read(file: File, origin: Origin): Result<InstalledModel> = try {
        Result.success(of(file, origin, FloatRange.beside(file)))
    } catch (problem: Refusal) {
        Result.failure(problem)
    } catch (_: IOException) {
        Result.failure(Refusal(Reason.FILE_GONE))
    }

    companion object {
        private const val CHOSEN = "chosen"
        private const val BUILT_IN = "models"

        /** What the names of models end in. */
        const val ENDING = ".tflite"

        /** Reads a file. @throws Refusal where it does not fit. */
        fun of(
            file: File,
            origin: Origin,
            range: ClosedFloatingPointRange<Float>?,
        ): InstalledModel {
            val open: () -> ByteBuffer = { FileMap.of(file) }
            val contract = ModelFile.read(open(), range)
            val id = "${origin.key}/${file.name}"
            return InstalledModel(id, contract, origin, file.length(), file.lastModified(), open)
        }
    }
}
