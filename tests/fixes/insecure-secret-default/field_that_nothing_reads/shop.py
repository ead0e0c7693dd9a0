from before import settings

print(settings.model_dump_json())

if __name__ == "__main__":
    print(settings)
