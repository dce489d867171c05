# Sourced by tidy and clazy. Configures a build folder for clang's tools, as a unity build so that
# each header is read a few times instead of hundreds; moc runs, nothing is compiled. Sets: folder,
# and files, the list to look at. Argument: the folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-build/tidy}
cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=14 \
  -DCMAKE_AUTOGEN_ORIGIN_DEPENDS=OFF -DCMAKE_CXX_COMPILER_LAUNCHER=ccache > "$folder.log" 2>&1 \
  || { cat "$folder.log"; exit 1; }
cmake --build "$folder" --target hubnaut_core_autogen hubnaut_models_autogen hubnaut_ui_autogen \
  hubnaut_localhub_autogen hubnaut_demo_autogen hubnaut_tour_autogen hubnaut_autogen >> "$folder.log" 2>&1 || { tail -40 "$folder.log"; exit 1; }
# GCC's own flags mean nothing to clang; moc output is not ours to mend.
sed -i 's/-Wno-missing-field-initializers//' "$folder/compile_commands.json"
files=$(grep -oE '"file": "[^"]+"' "$folder/compile_commands.json" | cut -d'"' -f4 \
  | grep -E 'hubnaut_(core|models|ui|localhub|demo|tour)\.dir/Unity|app/main\.cpp')
